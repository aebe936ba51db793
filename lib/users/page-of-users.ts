import { locate } from "./count-users";
import { userCondition } from "./filter";
import { isByName, orderOf } from "./order";
import type { ListUsersQuery } from "./schemas";
import { searchUsers } from "./search-users";
import { userColumns, type UserRow } from "./view";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** The users of a page, in order, and how many match: see docs/decisions/0050-pages-of-users.md. */
export async function findPage(db: Queryable, query: ListUsersQuery): Promise<{ rows: UserRow[]; pagination: Pagination }> {
  if (query.search) {
    const { ids, pagination } = await searchUsers(db, query);
    return { rows: await usersInOrder(db, ids), pagination };
  }
  const offset = (query.page - 1) * query.per_page;
  const locating = locate(db, query, query.sort, offset);
  // The first page begins where the order does: nobody has to wait to be told.
  const [position, first] = await Promise.all([locating, offset === 0 ? pageAt(db, query, null, 0) : null]);
  const pagination = paginate(query, position.total);
  if (first || position.from === null) return { rows: first ?? [], pagination };
  const rows = isByName(query.sort) ? await pageByName(db, query, offset, position.total) : await pageAt(db, query, position.from, position.skip);
  return { rows, pagination };
}

/** The ids of the page come from an index first; only its own users are then read whole. */
async function pageAt(db: Queryable, query: ListUsersQuery, from: number | null, skip: number): Promise<UserRow[]> {
  const begin = from === null ? db`` : query.sort.startsWith("-") ? db`and u.id < ${from}` : db`and u.id >= ${from}`;
  const order = orderOf(db, query.sort);
  return db<UserRow[]>`
    with page as materialized (select u.id from users u where ${userCondition(db, query)} ${begin} order by ${order} limit ${query.per_page} offset ${skip})
    select ${userColumns(db)} from page join users u using (id) order by ${order}`;
}

/** Names have no buckets: the page is reached from the nearer end of the index. */
async function pageByName(db: Queryable, query: ListUsersQuery, offset: number, total: number): Promise<UserRow[]> {
  const behind = total - offset - query.per_page;
  if (offset <= Math.max(behind, 0)) return pageAt(db, query, null, offset);
  const opposite = { ...query, sort: query.sort === "name" ? ("-name" as const) : ("name" as const) };
  return (await pageAt(db, opposite, null, behind)).reverse();
}

/** Of whom was deleted meanwhile nothing is shown. */
async function usersInOrder(db: Queryable, ids: number[]): Promise<UserRow[]> {
  if (ids.length === 0) return [];
  const rows = await db<UserRow[]>`select ${userColumns(db)} from users u where u.id = any(${ids}::bigint[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
