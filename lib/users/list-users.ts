import type { ListUsersQuery, User, UserPage } from "./schemas";
import { toUser, userColumns, type UserRow } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { paginate } from "@/lib/http/pagination";

const EXPORT_BATCH = 2000;

/** `GET /api/users`: one page of the users that match. */
export async function listUsers(ctx: Context, query: ListUsersQuery): Promise<UserPage> {
  requirePermission(ctx.actor, "users:read");
  const { db } = ctx;
  const where = userCondition(db, query);
  const [rows, [count]] = await Promise.all([
    db<UserRow[]>`
      select ${userColumns(db)} from users u where ${where}
      order by ${orderOf(db, query)} limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    db<{ total: number }[]>`select count(*) as total from users u where ${where}`,
  ]);
  return { items: rows.map(toUser), pagination: paginate(query, count!.total) };
}

/** Every user that matches, in batches, for the export: each begins after the last one's key, so that no transaction stays open meanwhile. */
export async function* exportUsers(ctx: Context, query: ListUsersQuery): AsyncGenerator<User[]> {
  requirePermission(ctx.actor, "users:read");
  const { db } = ctx;
  const where = userCondition(db, query);
  for (let last: UserRow | undefined; ; ) {
    const rows: UserRow[] = await db<UserRow[]>`
      select ${userColumns(db)} from users u where ${where} ${last ? db`and ${after(db, query, last)}` : db``} order by ${orderOf(db, query)} limit ${EXPORT_BATCH}`;
    if (rows.length > 0) yield rows.map(toUser);
    if (rows.length < EXPORT_BATCH) return;
    last = rows.at(-1)!;
  }
}

/** The condition on `users u` that a filter means. */
function userCondition(db: Queryable, query: ListUsersQuery) {
  const active = query.active_only ? true : query.active;
  const like = query.search?.replace(/[\\%_]/g, "\\$&");
  return db`
    true ${active === undefined ? db`` : db`and u.active = ${active}`} ${query.role ? db`and u.role = ${query.role}` : db``}
    ${query.zone ? db`and u.zone = ${query.zone}` : db``}
    ${like ? db`and tanda_fold(concat_ws(' ', u.name, u.code, u.login_email, u.email, u.wispro_number, u.phone, u.phone_mobile)) like tanda_fold(${`%${like}%`})` : db``}`;
}

/** Users are numbered as they are created. */
function orderOf(db: Queryable, { sort }: ListUsersQuery) {
  return { "-created_at": db`u.id desc`, created_at: db`u.id`, "-id": db`u.id desc`, id: db`u.id`, name: db`u.name, u.id`, "-name": db`u.name desc, u.id desc` }[sort];
}

function after(db: Queryable, { sort }: ListUsersQuery, { id, name }: UserRow) {
  if (sort === "name") return db`(u.name, u.id) > (${name}, ${id})`;
  if (sort === "-name") return db`(u.name, u.id) < (${name}, ${id})`;
  return sort.startsWith("-") ? db`u.id < ${id}` : db`u.id > ${id}`;
}
