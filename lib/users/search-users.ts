import { locate } from "./count-users";
import { matches, userCondition } from "./filter";
import { orderOf } from "./order";
import type { ListUsersQuery, UserFilter, UserSort } from "./schemas";
import { wordsOf } from "./search-words";
import { expectedShares } from "./word-frequencies";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** With no more hits than these all of them are taken from the index of words, counted exactly and put in order. */
const HITS_IN_HAND = 5_000;
/** Microseconds: to test a user while walking the order, to read one entry of the index of words, and to read one of its hits. */
const COST = { walked: 6, indexed: 0.5, hit: 4 };
/** The walk of the order is given up after so many times the users that should have been enough. */
const DOUBT = 4;

/** Words of which none is more than so many times as common as the rarest are all asked of the index. */
const ALIKE = 10;

type Condition = ReturnType<typeof matches>;

/** How a search should be answered: what is expected of it, and which way is the cheaper. */
export interface SearchPlan {
  condition: Condition;
  /** The part of it that the index of words is asked for. */
  indexed: Condition;
  /** Users that match the other filters. */
  among: number;
  /** Share of those that the search should find. */
  share: number;
  walk: boolean;
}

/** Weighs the two ways to `wanted` hits of a search: along the order, testing each user, or all hits by the index of words. */
export async function planSearch(db: Queryable, filter: UserFilter & { sort: UserSort }, wanted: number): Promise<SearchPlan> {
  const words = wordsOf(filter.search!);
  const [{ total: among }, { total: users }] = await Promise.all([locate(db, filter, filter.sort, 0), locate(db, {}, filter.sort, 0)]);
  const shares = await expectedShares(db, words, users);
  const share = product(shares);
  // Beside a rare word, the entries of common ones would only be read to be thrown away.
  const rarest = Math.min(...shares);
  const asked = words.filter((_, n) => shares[n]! <= rarest * ALIKE);
  const askedShares = shares.filter((one) => one <= rarest * ALIKE);
  const walking = Math.min(among, wanted / share) * COST.walked;
  const indexed = users * askedShares.reduce((sum, one) => sum + one, 0) * COST.indexed + Math.min(HITS_IN_HAND, users * product(askedShares)) * COST.hit;
  return { condition: matches(db, words), indexed: matches(db, asked), among, share, walk: walking < indexed };
}

function product(shares: number[]): number {
  return shares.reduce((all, one) => all * one, 1);
}

/** The ids of a page of hits, in order, and how many there are: exactly, or estimated and marked so. */
export async function searchUsers(db: Queryable, query: ListUsersQuery): Promise<{ ids: number[]; pagination: Pagination }> {
  const plan = await planSearch(db, query, query.page * query.per_page);
  const few = plan.walk ? null : await fromHits(db, query, plan, HITS_IN_HAND);
  return few ?? (await fromOrder(db, query, plan)) ?? (await fromHits(db, query, plan, null))!;
}

/** All hits by the index of words, then their page. Null when there are more than `most`. */
async function fromHits(db: Queryable, query: ListUsersQuery, plan: SearchPlan, most: number | null) {
  const [row] = await db<{ total: number; ids: number[] }[]>`
    with hits as materialized (
      select array(${hitIds(db, query, plan, most)}) as ids
    )
    select cardinality(ids)::int as total, array(
      select u.id from users u where u.id = any(hits.ids) order by ${orderOf(db, query.sort)} limit ${query.per_page} offset ${(query.page - 1) * query.per_page}
    ) as ids
    from hits`;
  const { total, ids } = row!;
  return most !== null && total > most ? null : { ids, pagination: paginate(query, total) };
}

/** Planned as written: what the index is asked for first, then the rest of the search. */
function hitIds(db: Queryable, filter: UserFilter, { condition, indexed }: SearchPlan, most: number | null) {
  return db`
    select u.id from (select * from users u where ${userCondition(db, filter)} and ${indexed} offset 0) u where ${condition} ${most === null ? db`` : db`limit ${most + 1}`}`;
}

/** Walks the users in order and leaves those that match: with many hits the page is soon full. Null when it is not, though it should be. */
async function fromOrder(db: Queryable, query: ListUsersQuery, { condition, among, share }: SearchPlan) {
  const offset = (query.page - 1) * query.per_page;
  const within = Math.ceil(((offset + query.per_page) * DOUBT) / share);
  const order = orderOf(db, query.sort);
  const rows = await db<{ id: number }[]>`
    select u.id from (select * from users u where ${userCondition(db, query)} order by ${order} limit ${within}) u
    where ${condition} order by ${order} limit ${query.per_page} offset ${offset}`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === query.per_page) return { ids, pagination: estimated(query, Math.min(among, Math.max(Math.round(among * share), offset + ids.length + 1))) };
  if (within < among) return null;
  return ids.length > 0 || offset === 0 ? { ids, pagination: paginate(query, offset + ids.length) } : { ids, pagination: estimated(query, Math.round(among * share)) };
}

function estimated(query: ListUsersQuery, total: number): Pagination {
  return { ...paginate(query, total), total_is_estimated: true };
}

/** All hits of a search that has few, for the export, which else walks the order; null when there are many. */
export async function fewHits(db: Queryable, filter: UserFilter & { sort: UserSort }): Promise<number[] | null> {
  const plan = await planSearch(db, filter, HITS_IN_HAND);
  if (plan.walk) return null;
  const rows = (await hitIds(db, filter, plan, HITS_IN_HAND)) as unknown as { id: number }[];
  return rows.length > HITS_IN_HAND ? null : rows.map(({ id }) => id);
}
