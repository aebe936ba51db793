import type { Conflict, SettleConflict } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";
import { paginate, type PageQuery, type Pagination } from "@/lib/http/pagination";
import { maskIdentity } from "@/lib/users/view";

type Candidate = Conflict["candidates"][number];

/** `GET /api/wispro/conflicts`: what is to be settled, oldest first, each with the users that could be meant. */
export async function listConflicts(ctx: Context, query: PageQuery): Promise<{ items: Conflict[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "wispro:read");
  const [rows, [count]] = await Promise.all([
    ctx.db<(Omit<Conflict, "found_at" | "candidates"> & { found_at: Date; candidates: Candidate[] })[]>`
      select c.id, c.id_wispro, c.reason, c.client, c.found_at, (
          select coalesce(json_agg(json_build_object('id', u.id, 'name', u.name, 'code', u.code, 'identity', u.identity, 'email', u.email,
            'phone', coalesce(u.phone_mobile, u.phone), 'city', u.city, 'zone', u.zone, 'id_wispro', u.id_wispro, 'created_at', u.created_at) order by u.id), '[]')
          from users u where u.id = any(c.user_ids)) as candidates
      from wispro_conflicts c where c.settled_at is null
      order by c.found_at, c.id limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from wispro_conflicts where settled_at is null`,
  ]);
  const items = rows.map((row) => ({ ...row, found_at: row.found_at.toISOString(), candidates: row.candidates.map(toCandidate) }));
  return { items, pagination: paginate(query, count!.total) };
}

function toCandidate(candidate: Candidate): Candidate {
  return { ...candidate, identity: maskIdentity(candidate.identity), created_at: new Date(candidate.created_at).toISOString() };
}

interface OpenConflict {
  idWispro: string;
  client: Record<string, string | null>;
  userIds: number[];
}

/**
 * `POST /api/wispro/conflicts/{id}/settle`: from now on the client is this user, or a user of its own. Its data come with the next run.
 * @throws AppError `not_found`, `conflict_settled`; `invalid_request` for a user that the conflict is not about
 */
export async function settleConflict(ctx: Context, id: number, input: SettleConflict): Promise<{ success: true; user_id: number }> {
  requirePermission(ctx.actor, "wispro:run");
  return transaction(ctx, async (tx) => {
    const conflict = await takeConflict(tx, id);
    const userId = input.resolution === "use_user" ? await giveToUser(tx, conflict, input.user_id) : await keepApart(tx, conflict);
    await tx.db`
      update wispro_conflicts set settled_at = now(), settled_by = ${ctx.actor.name}, resolution = ${input.resolution}, user_id = ${userId} where id = ${id}`;
    await recordAudit(tx, { action: "wispro_conflict.settle", entity: "wispro_conflict", entityId: id, data: { resolution: input.resolution, user_id: userId } });
    return { success: true as const, user_id: userId };
  });
}

async function takeConflict({ db }: TransactionContext, id: number): Promise<OpenConflict> {
  const [row] = await db<(OpenConflict & { settled: boolean })[]>`
    select id_wispro as "idWispro", client, user_ids as "userIds", settled_at is not null as settled from wispro_conflicts where id = ${id} for update`;
  if (!row) throw new AppError("not_found");
  if (row.settled) throw new AppError("conflict_settled");
  return row;
}

/** The client's id moves to the user; who had it before stays, without it. Where another holds the number, the user is known by the id alone. */
async function giveToUser({ db, locale }: TransactionContext, { idWispro, userIds }: OpenConflict, userId: number): Promise<number> {
  if (!userIds.includes(userId)) throw invalidRequest([{ path: "user_id", message: locale === "es" ? "no es parte del conflicto" : "is not part of the conflict" }]);
  await db`update users set id_wispro = null, updated_at = now() where id_wispro = ${idWispro} and id <> ${userId}`;
  const rows = await db`
    update users u set id_wispro = ${idWispro}, updated_at = now(),
      identity_apart = u.id_wispro is not distinct from ${idWispro} and exists (select from users o where o.id = any(${userIds}) and o.id <> u.id)
    where id = ${userId} returning 1`;
  if (rows.length === 0) throw new AppError("not_found");
  return userId;
}

/** A user of its own, known by Wispro's id alone: the number belongs to somebody else. */
async function keepApart({ db }: TransactionContext, { idWispro, client }: OpenConflict): Promise<number> {
  const [own] = await db<{ id: number }[]>`update users set identity_apart = true, updated_at = now() where id_wispro = ${idWispro} returning id`;
  if (own) return own.id;
  const [created] = await db<{ id: number }[]>`
    insert into users (name, email, role, code, id_wispro, wispro_number, identity_apart, phone, phone_raw, phone_mobile, phone_mobile_raw, address, city, zone)
    select coalesce(c.name, c.wispro_number, c.id_wispro), c.email, 'subscriber', new_user_code(), c.id_wispro, c.wispro_number, true, c.phone, c.phone_raw,
           c.phone_mobile, c.phone_mobile_raw, c.address, c.city, c.zone
    from json_to_record(${JSON.stringify({ ...client, id_wispro: idWispro })}::text::json) as c (
      id_wispro text, wispro_number text, name text, email text, phone text, phone_raw text, phone_mobile text, phone_mobile_raw text, address text, city text, zone text)
    returning id`;
  return created!.id;
}
