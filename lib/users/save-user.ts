import { hashPassword } from "better-auth/crypto";
import { readUser } from "./find-user";
import type { CreateUser, UpdateUser, UserDetail } from "./schemas";
import { USERS_TAG } from "./tag";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import { invalidate } from "@/lib/cache/invalidate";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";

/**
 * `POST /api/users`: one new person.
 * @throws AppError `invalid_request` when tenant or password do not fit; `login_email_exists`
 */
export async function addUser(ctx: Context, input: CreateUser): Promise<UserDetail> {
  requirePermission(ctx.actor, "users:write");
  const { password, role, name, ...fields } = input;
  const hash = password === undefined ? null : await hashPassword(password);
  return transaction(ctx, async (tx) => {
    const { db } = tx;
    await requireFit(tx, { role, cliente_id: fields.cliente_id ?? null, login_email: fields.login_email ?? null, signsIn: password !== undefined });
    const [row] = await db<{ id: number }[]>`
      insert into users (name, role, code, login_email, email, phone, phone_mobile, address, city, zone, cliente_id, limits, pinned)
      values (${name}, ${role}, ${role === "subscriber" ? db`new_user_code()` : null}, ${fields.login_email ?? null}, ${fields.email ?? null}, ${fields.phone ?? null},
        ${fields.phone_mobile ?? null}, ${fields.address ?? null}, ${fields.city ?? null}, ${fields.zone ?? null}, ${fields.cliente_id ?? null},
        ${db.json(fields.limits ?? {})}, ${[...new Set(fields.pinned ?? [])]})
      on conflict (login_email) do nothing returning id`;
    if (!row) throw emailTaken(fields.login_email);
    if (hash !== null) await setPassword(tx, row.id, hash);
    await recordAudit(tx, { action: "user.create", entity: "user", entityId: row.id, data: { role } });
    await invalidate(db, [USERS_TAG]);
    return readUser(db, row.id);
  });
}

/**
 * `PATCH /api/users/{id}`: changes a person; `active: false` deactivates. Deactivating and a new password end the person's sessions.
 * @throws AppError `not_found`, `last_admin`, `login_email_exists`, `invalid_request`
 */
export async function updateUser(ctx: Context, id: number, input: UpdateUser): Promise<UserDetail> {
  requirePermission(ctx.actor, "users:write");
  const { password, ...fields } = input;
  const hash = password === undefined ? null : await hashPassword(password);
  return transaction(ctx, async (tx) => {
    const { db } = tx;
    if (fields.role !== undefined || fields.active !== undefined) await oneAtATime(tx);
    await lock(tx, id);
    const before = await readUser(db, id);
    const next = { ...before, ...defined(fields) };
    if (isAdmin(before) && !isAdmin(next)) await requireAnotherAdmin(tx, id);
    await requireFit(tx, { role: next.role, cliente_id: next.cliente_id, login_email: next.login_email, signsIn: before.has_password || password !== undefined });
    await db`
      update users set name = ${next.name}, role = ${next.role}, active = ${next.active}, login_email = ${next.login_email}, email = ${next.email},
        phone = ${next.phone}, phone_raw = case when phone is distinct from ${next.phone} then null else phone_raw end,
        phone_mobile = ${next.phone_mobile}, phone_mobile_raw = case when phone_mobile is distinct from ${next.phone_mobile} then null else phone_mobile_raw end,
        address = ${next.address}, city = ${next.city}, zone = ${next.zone}, cliente_id = ${next.cliente_id}, limits = ${db.json(next.limits)},
        pinned = ${[...new Set(next.pinned)]}, updated_at = now()
      where id = ${id}`.catch((error: unknown) => {
      if ((error as { constraint_name?: string }).constraint_name === "users_login_email_key") throw emailTaken(next.login_email);
      throw error;
    });
    if (hash !== null) await setPassword(tx, id, hash);
    if (hash !== null || (before.active && !next.active)) await db`delete from sessions where user_id = ${id}`;
    await recordAudit(tx, {
      action: before.active && !next.active ? "user.deactivate" : "user.update", entity: "user", entityId: id,
      data: { fields: Object.keys(input), ...(before.role !== next.role && { role: [before.role, next.role] }) },
    });
    await invalidate(db, [USERS_TAG]);
    return readUser(db, id);
  });
}

/** Whoever takes an admin's rights away waits for whoever is doing so: each then sees the admins that the other left. */
async function oneAtATime({ db }: TransactionContext): Promise<void> {
  await db`select pg_advisory_xact_lock(hashtext('users'), hashtext('admins'))`;
}

/** @throws AppError `not_found` */
async function lock({ db }: TransactionContext, id: number): Promise<void> {
  const [row] = await db`select 1 from users where id = ${id} for no key update`;
  if (!row) throw new AppError("not_found");
}

/** @throws AppError `last_admin`: nobody could manage the console any more. */
async function requireAnotherAdmin({ db }: TransactionContext, id: number): Promise<void> {
  const [other] = await db`
    select 1 from users u where u.role = 'admin' and u.active and u.id <> ${id} and exists (select from accounts a where a.user_id = u.id and a.provider_id = 'credential') limit 1`;
  if (!other) throw new AppError("last_admin");
}

function isAdmin({ role, active }: { role: string; active: boolean }): boolean {
  return role === "admin" && active;
}

interface Fit {
  role: string;
  cliente_id: number | null;
  login_email: string | null;
  /** With e-mail and password; a customer signs in with the identity number. */
  signsIn: boolean;
}

/** @throws AppError `invalid_request` when role, tenant and sign-in do not go together. */
async function requireFit({ db, locale }: TransactionContext, { role, cliente_id, login_email, signsIn }: Fit): Promise<void> {
  const say = (path: string, es: string, en: string) => invalidRequest([{ path, message: locale === "es" ? es : en }]);
  if ((role === "cliente") !== (cliente_id !== null)) throw say("cliente_id", "obligatorio con el rol cliente, y solo con él", "required with the role cliente, and only with it");
  if (cliente_id !== null) {
    const [cliente] = await db`select 1 from clientes where id = ${cliente_id}`;
    if (!cliente) throw say("cliente_id", "no existe", "does not exist");
  }
  if (signsIn && role !== "subscriber" && login_email === null) throw say("login_email", "obligatorio para entrar con contraseña", "required to sign in with a password");
}

/** The person's own from now on: a customer's first password no longer opens anything. */
async function setPassword({ db }: TransactionContext, id: number, hash: string): Promise<void> {
  const changed = await db`update accounts set password = ${hash}, updated_at = now() where user_id = ${id} and provider_id = 'credential' returning 1`;
  if (changed.length === 0) await db`insert into accounts (account_id, provider_id, user_id, password) values (${String(id)}, 'credential', ${id}, ${hash})`;
  await db`update users set initial_credential = null, failed_sign_ins = 0, locked_until = null, email_verified = true where id = ${id}`;
}

function emailTaken(email: string | null | undefined): AppError {
  return new AppError("login_email_exists", { params: { email: email ?? "" } });
}

function defined<T extends object>(fields: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
