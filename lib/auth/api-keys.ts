import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { z } from "zod";
import type { Actor, OwnLimits, Role } from "./actor";
import { requirePermission } from "./roles";
import { type ApiKey, apiKeySchema, type createApiKeySchema } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import type { Context } from "@/lib/context/context";
import type { Database } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { notifyProcesses } from "@/lib/events/bus";
import { invalidRequest } from "@/lib/http/validate";

const KEY_PREFIX = "tanda_";

/**
 * Creates an API key. The key itself is in the answer and nowhere else.
 * @throws AppError `invalid_request` when the role and `cliente_id` do not fit.
 */
export async function createApiKey(ctx: Context, input: z.infer<typeof createApiKeySchema>): Promise<{ id: number; key: string }> {
  requirePermission(ctx.actor, "api-keys:manage");
  if ((input.role === "cliente") !== (input.cliente_id !== undefined)) {
    throw invalidRequest([{ path: "cliente_id", message: ctx.locale === "es" ? "obligatorio con el rol cliente, y solo con él" : "required with the role cliente, and only with it" }]);
  }
  const key = KEY_PREFIX + randomBytes(32).toString("base64url");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<{ id: number }[]>`
      insert into api_keys (name, key_hash, prefix, role, cliente_id, limits, created_by)
      select ${input.name}, ${hashKey(key)}, ${key.slice(0, KEY_PREFIX.length + 5)}, ${input.role}, ${input.cliente_id ?? null},
             ${tx.db.json(input.limits ?? {})}, ${ctx.actor.kind === "user" ? ctx.actor.id : null}
      where ${input.cliente_id ?? null}::bigint is null or exists (select from clientes where id = ${input.cliente_id ?? null})
      returning id`;
    if (!row) throw invalidRequest([{ path: "cliente_id", message: ctx.locale === "es" ? "no existe" : "does not exist" }]);
    await recordAudit(tx, { action: "api_key.create", entity: "api_key", entityId: row.id, data: { name: input.name, role: input.role } });
    return { id: row.id, key };
  });
}

/** Every key, newest first; revoked ones too, since their rows in the history stay. */
export async function listApiKeys(ctx: Context): Promise<ApiKey[]> {
  requirePermission(ctx.actor, "api-keys:manage");
  const rows = await ctx.db<ApiKey[]>`
    select k.id, k.name, k.prefix, k.role, k.cliente_id, c.name as cliente_name, coalesce(k.limits, '{}') as limits,
           u.name as created_by, k.created_at, k.last_used_at, k.revoked_at
    from api_keys k left join clientes c on c.id = k.cliente_id left join users u on u.id = k.created_by
    order by k.id desc`;
  return rows.map((row) => apiKeySchema.parse(JSON.parse(JSON.stringify(row))));
}

/**
 * Ends a key at once, in every process.
 * @throws AppError `not_found` for a key that is not there or is revoked already.
 */
export async function revokeApiKey(ctx: Context, id: number): Promise<{ success: true }> {
  requirePermission(ctx.actor, "api-keys:manage");
  return transaction(ctx, async (tx) => {
    const rows = await tx.db`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning 1`;
    if (rows.length === 0) throw new AppError("not_found");
    await recordAudit(tx, { action: "api_key.revoke", entity: "api_key", entityId: id });
    await notifyProcesses(tx.db, { kind: "api-keys-changed" });
    forgetApiKeys();
    return { success: true as const };
  });
}

// A key is looked up once a few seconds and process, not once a request; revoking clears this everywhere by the bus.
const CACHE_MS = 5_000;
const LAST_USED_EVERY_MS = 60_000;
const verified = new LRUCache<string, { actor: Actor }>({ max: 5_000, ttl: CACHE_MS });
const lastUsed = new LRUCache<string, true>({ max: 5_000, ttl: LAST_USED_EVERY_MS });

/** Drops what this process knows of keys. */
export function forgetApiKeys(): void {
  verified.clear();
}

/** The actor behind a key; null for an unknown or revoked one. */
export async function apiKeyActor(db: Database, key: string): Promise<Actor | null> {
  if (!key.startsWith(KEY_PREFIX) || key.length > 100) return null;
  const hash = hashKey(key);
  const known = verified.get(hash);
  if (known) return known.actor;
  const [row] = await db<{ id: number; name: string; role: Role; clienteId: number | null; limits: OwnLimits | null }[]>`
    select id, name, role, cliente_id as "clienteId", limits from api_keys where key_hash = ${hash} and revoked_at is null`;
  if (!row) return null;
  const actor: Actor = { kind: "key", id: row.id, name: row.name, role: row.role, clienteId: row.clienteId, limits: row.limits ?? {} };
  verified.set(hash, { actor });
  if (!lastUsed.has(hash)) {
    lastUsed.set(hash, true);
    void db`update api_keys set last_used_at = now() where id = ${row.id}`.catch(() => undefined);
  }
  return actor;
}

function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
