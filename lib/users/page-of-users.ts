import { countUsers, locate } from "./count-users";
import { hasOwnIndex, isStaff, userCondition, wantedActive } from "./filter";
import { inRuns, locateByName } from "./name-runs";
import { idsInOrder, isByName, type Named, orderOf } from "./order";
import type { ListUsersQuery } from "./schemas";
import { searchUsers } from "./search-users";
import { userColumns, type UserRow } from "./view";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** Microseconds: to pass over an entry of the index by name, and to read one of the users that an index of the filter names. */
const COST = { entry: 0.12, user: 1.2 };

/** The users of a page, in order, and how many match: see docs/decisions/0050-pages-of-users.md. */
export async function findPage(db: Queryable, query: ListUsersQuery): Promise<{ rows: UserRow[]; pagination: Pagination }> {
  if (query.search) {
    const { ids, pagination } = await searchUsers(db, query);
    return { rows: await usersInOrder(db, ids), pagination };
  }
  const offset = (query.page - 1) * query.per_page;
  if (offset === 0 && isDense(query)) {
    // The first page begins where the order does: nobody has to wait to be told.
    const [total, rows] = await Promise.all([countUsers(db, query), pageOf(db, query, db`select u.id from users u where ${userCondition(db, query)}`, 0)]);
    return { rows, pagination: paginate(query, total) };
  }
  return isByName(query.sort) ? pageByName(db, query, offset) : pageById(db, query, offset);
}

/** Does every entry of some index in the order of the page match, or nearly? */
function isDense(query: ListUsersQuery): boolean {
  if (query.zone) return !isByName(query.sort) && !query.role && wantedActive(query) === undefined;
  return isStaff(query) || (!query.role && (wantedActive(query) === undefined || (wantedActive(query) === false && !isByName(query.sort))));
}

async function pageById(db: Queryable, query: ListUsersQuery, offset: number) {
  const { total, from, skip } = await locate(db, query, query.sort, offset);
  const pagination = paginate(query, total);
  if (from === null) return { rows: [], pagination };
  const begin = query.sort.startsWith("-") ? db`u.id < ${from}` : db`u.id >= ${from}`;
  return { rows: await pageOf(db, query, db`select u.id from users u where ${userCondition(db, query)} and ${begin}`, skip), pagination };
}

/** Along the names of the runs that hold the page; if far fewer match, those are read and the ones of these runs put in order here. */
async function pageByName(db: Queryable, query: ListUsersQuery, offset: number) {
  const position = await locateByName(db, query, query.sort, offset, query.per_page);
  const { total, skip, among } = position;
  const pagination = paginate(query, total);
  if (offset >= total) return { rows: [], pagination };
  const runs = inRuns(db, position);
  const condition = userCondition(db, query);
  const ofStaff = isStaff(query) && !query.zone;
  // Planned as written. Staff have an index by name of their own.
  if (!ofStaff && hasOwnIndex(query) && total * COST.user < among * COST.entry) {
    const few = await db<Named[]>`select u.id, u.name_key as key from (select * from users u where ${condition} offset 0) u where ${runs}`;
    return { rows: await usersInOrder(db, idsInOrder(few, query.sort).slice(skip, skip + query.per_page)), pagination };
  }
  const users = ofStaff
    ? db`select u.id from users u where ${condition} and ${runs}`
    : db`select u.id from (select * from users u where ${runs} order by ${orderOf(db, query.sort)} offset 0) u where ${condition}`;
  return { rows: await pageOf(db, query, users, skip), pagination };
}

/** The ids of the page come from an index first; only its own users are then read whole. */
async function pageOf(db: Queryable, query: ListUsersQuery, users: ReturnType<typeof userCondition>, skip: number): Promise<UserRow[]> {
  const order = orderOf(db, query.sort);
  return db<UserRow[]>`
    with page as materialized (${users} order by ${order} limit ${query.per_page} offset ${skip})
    select ${userColumns(db)} from page join users u using (id) order by ${order}`;
}

/** Of whom was deleted meanwhile nothing is shown. */
async function usersInOrder(db: Queryable, ids: number[]): Promise<UserRow[]> {
  if (ids.length === 0) return [];
  const rows = await db<UserRow[]>`select ${userColumns(db)} from users u where u.id = any(${ids}::bigint[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
