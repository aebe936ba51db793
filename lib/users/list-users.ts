import type { ListUsersQuery, UserPage } from "./schemas";
import { toUser, userColumns, type UserRow } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { paginate } from "@/lib/http/pagination";

/** `GET /api/users`: one page of the users that match. */
export async function listUsers(ctx: Context, query: ListUsersQuery): Promise<UserPage> {
  requirePermission(ctx.actor, "users:read");
  const { db } = ctx;
  const active = query.active_only ? true : query.active;
  const like = query.search?.replace(/[\\%_]/g, "\\$&");
  const where = db`
    true ${active === undefined ? db`` : db`and u.active = ${active}`} ${query.role ? db`and u.role = ${query.role}` : db``}
    ${query.zone ? db`and u.zone = ${query.zone}` : db``}
    ${like ? db`and tanda_fold(concat_ws(' ', u.name, u.code, u.login_email, u.email, u.wispro_number, u.phone, u.phone_mobile)) like tanda_fold(${`%${like}%`})` : db``}`;
  const order = { "-created_at": db`u.id desc`, created_at: db`u.id`, "-id": db`u.id desc`, id: db`u.id`, name: db`u.name, u.id`, "-name": db`u.name desc, u.id desc` }[query.sort];
  const [rows, [count]] = await Promise.all([
    db<UserRow[]>`select ${userColumns(db)} from users u where ${where} order by ${order} limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    db<{ total: number }[]>`select count(*) as total from users u where ${where}`,
  ]);
  return { items: rows.map(toUser), pagination: paginate(query, count!.total) };
}
