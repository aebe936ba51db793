import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { CustomerSignIn } from "./account-schemas";
import { sealTicket } from "./first-password-ticket";
import { identityKeys, normalizeIdentity } from "./identity";
import { matchesInitialCredential } from "./initial-credential";
import { readSettings } from "./settings";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";

const MAX_FAILURES = 5;
const LOCK_MINUTES = 15;

interface Candidate {
  id: number;
  hash: string | null;
  initialCredential: string | null;
  locked: boolean;
}

/** Signed in, or known by the first password and still to choose one, with the ticket that allows it. */
export type SignedIn = { userId: number; ticket: null } | { userId: number; ticket: string };

/**
 * Recognises a customer by identity number and password. The first password is the number itself: it opens nothing but the choice of a real
 * one. After five failures each further try waits a quarter of an hour.
 * @throws AppError `invalid_credentials`, `sign_in_locked`
 */
export async function signInCustomer(ctx: Context, input: CustomerSignIn): Promise<SignedIn> {
  const identity = normalizeIdentity(input.identity, null);
  const candidates = identity ? await claimAttempt(ctx, identityKeys(identity)) : [];
  const open = candidates.filter(({ locked }) => !locked);
  if (candidates.length > 0 && open.length === 0) throw new AppError("sign_in_locked", { params: { minutes: LOCK_MINUTES }, retryAfter: LOCK_MINUTES * 60 });
  const { initial_credentials_enabled } = await readSettings(ctx.db);
  for (const candidate of open) {
    if (await verify(candidate.hash, input.password)) return succeed(ctx, { userId: candidate.id, ticket: null });
    const { initialCredential } = candidate;
    if (!candidate.hash && initial_credentials_enabled && initialCredential && matchesInitialCredential(input.password, initialCredential)) {
      return succeed(ctx, { userId: candidate.id, ticket: sealTicket(candidate.id, initialCredential, ctx.now().getTime()) });
    }
  }
  if (open.length === 0) await verify(null, input.password);
  throw new AppError("invalid_credentials");
}

/** Counts the attempt before it is judged: many at once find the lock as one after the other would. A success takes it back. */
async function claimAttempt({ db }: Context, keys: string[]): Promise<Candidate[]> {
  return db<Candidate[]>`
    with claimed as (
      update users set failed_sign_ins = failed_sign_ins + 1,
        locked_until = case when failed_sign_ins + 1 >= ${MAX_FAILURES} then now() + make_interval(mins => ${LOCK_MINUTES}) end
      where identity = any(${keys}) and active and (locked_until is null or locked_until < now())
      returning id
    )
    select u.id, u.initial_credential as "initialCredential", not exists (select from claimed c where c.id = u.id) as locked,
      (select a.password from accounts a where a.user_id = u.id and a.provider_id = 'credential' limit 1) as hash
    from users u where u.identity = any(${keys}) and u.active
    order by array_position(${keys}, u.identity)`;
}

async function succeed({ db }: Context, signedIn: SignedIn): Promise<SignedIn> {
  await db`update users set failed_sign_ins = 0, locked_until = null where id = ${signedIn.userId}`;
  return signedIn;
}

let decoy: Promise<string> | undefined;

/** Takes as long whether there is a password or not, so that time tells nobody which numbers are customers. */
async function verify(hash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("decoy");
  const matches = await verifyPassword({ hash: hash ?? (await decoy), password });
  return hash !== null && matches;
}
