import { hasInvalidated, invalidationSeen } from "@/lib/cache/invalidate";
import type { Transaction } from "./sql";
import type { Context, TransactionContext } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { ownerKey } from "@/lib/auth/actor";

/** Thrown out of a transaction whose Idempotency-Key was used before: carries the first answer, which is sent again. */
export class IdempotentReplay extends Error {
  constructor(readonly body: string) {
    super("replay");
  }
}

/**
 * Runs a verb's one transaction. With an Idempotency-Key the key is claimed first and the verb's answer is kept by it, both in this
 * same transaction: simultaneous repeats wait for the first, then get its answer.
 * What it invalidated in the caches is gone from every process before this resolves.
 * @throws IdempotentReplay when the key was answered before; AppError `idempotency_conflict` when it came with another request.
 */
export async function transaction<T>(ctx: Context, run: (ctx: TransactionContext) => Promise<T>): Promise<T> {
  let used: Transaction | undefined;
  const result = await ctx.db.begin(async (db) => {
    used = db;
    const inner: TransactionContext = { ...ctx, db };
    if (!ctx.idempotency) return run(inner);
    await claim(inner);
    const answer = await run(inner);
    await db`
      update idempotency_keys set body = ${JSON.stringify(answer)}
      where owner = ${ownerKey(ctx.actor)} and key = ${ctx.idempotency.key}`;
    return answer;
  });
  if (used && hasInvalidated(used)) await invalidationSeen();
  return result as T;
}

async function claim(ctx: TransactionContext): Promise<void> {
  const { key, requestHash } = ctx.idempotency!;
  const owner = ownerKey(ctx.actor);
  // A simultaneous repeat blocks here until the first transaction ends: the unique key is the lock.
  const claimed = await ctx.db`
    insert into idempotency_keys (owner, key, request_hash) values (${owner}, ${key}, ${requestHash})
    on conflict (owner, key) do update set request_hash = excluded.request_hash, body = null, created_at = now()
      where idempotency_keys.created_at < now() - interval '24 hours'
    returning 1`;
  if (claimed.length > 0) return;
  const [first] = await ctx.db<{ requestHash: string; body: string }[]>`
    select request_hash as "requestHash", body from idempotency_keys where owner = ${owner} and key = ${key}`;
  if (!first || first.requestHash !== requestHash) throw new AppError("idempotency_conflict");
  throw new IdempotentReplay(first.body);
}
