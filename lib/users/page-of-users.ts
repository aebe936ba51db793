import { locate } from "./count-users";
import { userCondition } from "./filter";
import { isByName, orderOf } from "./order";
import type { ListUsersQuery } from "./schemas";
import { searchUsers } from "./search-users";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** The ids of a page, in order, and how many users match: see docs/decisions/0050-pages-of-users.md. */
export async function findPage(db: Queryable, query: ListUsersQuery): Promise<{ ids: number[]; pagination: Pagination }> {
  if (query.search) return searchUsers(db, query);
  const offset = (query.page - 1) * query.per_page;
  const locating = locate(db, query, query.sort, offset);
  // The first page begins where the order does: nobody has to wait to be told.
  const [position, first] = await Promise.all([locating, offset === 0 ? pageAt(db, query, null, 0) : null]);
  const pagination = paginate(query, position.total);
  if (first || position.from === null) return { ids: first ?? [], pagination };
  const ids = isByName(query.sort) ? await pageByName(db, query, offset, position.total) : await pageAt(db, query, position.from, position.skip);
  return { ids, pagination };
}

async function pageAt(db: Queryable, query: ListUsersQuery, from: number | null, skip: number): Promise<number[]> {
  const begin = from === null ? db`` : query.sort.startsWith("-") ? db`and u.id < ${from}` : db`and u.id >= ${from}`;
  const rows = await db<{ id: number }[]>`
    select u.id from users u where ${userCondition(db, query)} ${begin} order by ${orderOf(db, query.sort)} limit ${query.per_page} offset ${skip}`;
  return rows.map(({ id }) => id);
}

/** Names have no buckets: the page is reached from the nearer end of the index. */
async function pageByName(db: Queryable, query: ListUsersQuery, offset: number, total: number): Promise<number[]> {
  const behind = total - offset - query.per_page;
  if (offset <= Math.max(behind, 0)) return pageAt(db, query, null, offset);
  const opposite = { ...query, sort: query.sort === "name" ? ("-name" as const) : ("name" as const) };
  return (await pageAt(db, opposite, null, behind)).reverse();
}
