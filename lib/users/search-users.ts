import { locate } from "./count-users";
import { hasOwnIndex, isStaff, matches, userCondition } from "./filter";
import { isByName, orderOf } from "./order";
import type { ListUsersQuery, UserFilter, UserSort } from "./schemas";
import { wordsOf } from "./search-words";
import { expectedShares } from "./word-frequencies";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** With no more hits than these all of them are taken from the index of words, counted exactly and put in order. */
const HITS_IN_HAND = 5_000;
/**
 * Microseconds: to test a user, to pass over an entry of the index by name that the filter leaves out, to read one entry of the index of words, and to read
 * one of its hits.
 */
const COST = { tested: 6, passed: 0.15, indexed: 0.5, hit: 1.5 };
/** The walk of the order is given up after so many times the users that should have been enough, and when it has cost this part of reading all hits. */
const DOUBT = { times: 2, part: 0.1 };
/** Hits often stand together in the order of names: it is walked only where that should take so many times less. */
const TOGETHER = 3;

/** Words of which none is more than so many times as common as the rarest are all asked of the index. */
const ALIKE = 10;

type Condition = ReturnType<typeof matches>;

/** How a search should be answered: what is expected of it, and what each way would cost. */
export interface SearchPlan {
  condition: Condition;
  /** What the hits are first read by, and the part of the search that they are then tested for. */
  by: Condition;
  rest: Condition | null;
  /** Users that match the other filters. */
  among: number;
  /** Share of those that the search should find; null while PostgreSQL has no statistics of the words. */
  share: number | null;
  /** Users expected to be read by that. */
  reads: number;
  /** Microseconds to walk the order for one of those that match the other filters, and to read all hits. */
  cost: { each: number; all: number };
}

/**
 * Weighs the ways to the hits of a search: along the order, testing each user; all hits by the index of words; or, in the order of names, all users whom
 * an index of the filter names.
 */
export async function planSearch(db: Queryable, filter: UserFilter & { sort: UserSort }): Promise<SearchPlan> {
  const words = wordsOf(filter.search!);
  const condition = matches(db, words);
  const [{ total: among }, { total: users }] = await Promise.all([locate(db, filter, filter.sort, 0), locate(db, {}, filter.sort, 0)]);
  const shares = await expectedShares(db, words, users);
  if (shares === null) return { condition, by: condition, rest: null, among, share: null, reads: users, cost: { each: 0, all: 0 } };
  const share = product(shares);
  const passing = isByName(filter.sort) && !isStaff(filter) ? (COST.passed * users) / Math.max(1, among) : 0;
  const each = (COST.tested + passing) * (isByName(filter.sort) ? TOGETHER : 1);
  // Beside a rare word, the entries of common ones would only be read to be thrown away.
  const rarest = Math.min(...shares);
  const asked = words.filter((_, n) => shares[n]! <= rarest * ALIKE);
  const askedShares = shares.filter((one) => one <= rarest * ALIKE);
  const reads = users * product(askedShares);
  const rest = asked.length < words.length ? condition : null;
  const byWords = users * askedShares.reduce((sum, one) => sum + one, 0) * COST.indexed + reads * (COST.hit + (rest ? COST.tested : 0));
  const byFilter = among * (COST.hit + COST.tested);
  if (isByName(filter.sort) && hasOwnIndex(filter) && byFilter < byWords) {
    return { condition, by: db`true`, rest: condition, among, share, reads: among, cost: { each, all: byFilter } };
  }
  return { condition, by: matches(db, asked), rest, among, share, reads, cost: { each, all: byWords } };
}

function product(shares: number[]): number {
  return shares.reduce((all, one) => all * one, 1);
}

/** Should `wanted` hits be looked for along the order? */
export function isWalk({ among, share, cost }: SearchPlan, wanted: number): boolean {
  return share !== null && Math.min(among, wanted / share) * cost.each < cost.all;
}

/** The ids of a page of hits, in order, and how many there are: exactly, or estimated and marked so. */
export async function searchUsers(db: Queryable, query: ListUsersQuery): Promise<{ ids: number[]; pagination: Pagination }> {
  const plan = await planSearch(db, query);
  const wanted = query.page * query.per_page;
  if (isWalk(plan, wanted)) return (await fromOrder(db, query, plan, 0)) ?? (await fromHits(db, query, plan, null))!;
  const few = await fromHits(db, query, plan, plan.reads > HITS_IN_HAND ? null : HITS_IN_HAND);
  if (few) return few;
  // There are more than expected: so many at least.
  const informed = { ...plan, share: HITS_IN_HAND / plan.among, cost: { ...plan.cost, all: plan.cost.all + HITS_IN_HAND * COST.hit } };
  return (isWalk(informed, wanted) ? await fromOrder(db, query, informed, HITS_IN_HAND + 1) : null) ?? (await fromHits(db, query, plan, null))!;
}

/** All hits by the index of words, then their page. Null when there are more than `most`. */
async function fromHits(db: Queryable, query: ListUsersQuery, plan: SearchPlan, most: number | null) {
  const page = db`order by ${orderOf(db, query.sort)} limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`;
  const [row] = isByName(query.sort)
    ? await db<{ total: number; ids: number[] }[]>`
      with hits as materialized (${hitIds(db, query, plan, most)})
      select (select count(*) from hits)::int as total, array(select u.id from hits u ${page}) as ids`
    : await db<{ total: number; ids: number[] }[]>`
      with hits as materialized (select array(select id from (${hitIds(db, query, plan, most)}) hits) as ids)
      select cardinality(ids)::int as total, array(select u.id from users u where u.id = any(hits.ids) ${page}) as ids from hits`;
  const { total, ids } = row!;
  return most !== null && total > most ? null : { ids, pagination: paginate(query, total) };
}

/** Planned as written: what they are read by first, then the rest of the search. */
function hitIds(db: Queryable, filter: UserFilter, { by, rest }: SearchPlan, most: number | null) {
  return db`
    select u.id, u.name from (select * from users u where ${userCondition(db, filter)} and ${by} offset 0) u
    ${rest ? db`where ${rest}` : db``} ${most === null ? db`` : db`limit ${most + 1}`}`;
}

/**
 * Walks the users in order and leaves those that match: with many hits the page is soon full. Null when it is not, though it should be.
 * `least` hits are known of.
 */
async function fromOrder(db: Queryable, query: ListUsersQuery, plan: SearchPlan, least: number) {
  const { among, cost } = plan;
  const share = plan.share!;
  const offset = (query.page - 1) * query.per_page;
  const within = Math.ceil(Math.max(((offset + query.per_page) / share) * DOUBT.times, (cost.all / cost.each) * DOUBT.part));
  const rows = await db<{ id: number }[]>`${walk(db, query, plan, within)} limit ${query.per_page} offset ${offset}`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === query.per_page) return { ids, pagination: estimated(query, Math.min(among, Math.max(Math.round(among * share), offset + ids.length + 1, least))) };
  if (within < among) return null;
  return ids.length > 0 || offset === 0 ? { ids, pagination: paginate(query, offset + ids.length) } : { ids, pagination: estimated(query, Math.round(among * share)) };
}

/** By name the index is passed over alone: only users whom the filter leaves are read. */
function walk(db: Queryable, query: ListUsersQuery, { condition }: SearchPlan, within: number) {
  const order = orderOf(db, query.sort);
  const matching = userCondition(db, query);
  if (!isByName(query.sort) || isStaff(query)) {
    return db`select u.id from (select * from users u where ${matching} order by ${order} limit ${within}) u where ${condition} order by ${order}`;
  }
  return db`
    select walked.id from (
      select u.id, u.name from (select u.id, u.name, u.zone, u.role, u.active from users u order by ${order} offset 0) u where ${matching} order by ${order} limit ${within}
    ) walked
    where (select ${condition} from users u where u.id = walked.id) order by ${orderOf(db, query.sort, "walked")}`;
}

function estimated(query: ListUsersQuery, total: number): Pagination {
  return { ...paginate(query, total), total_is_estimated: true };
}

/** All hits of a search that has few, for the export, which else walks the order; null when there are many. */
export async function fewHits(db: Queryable, filter: UserFilter & { sort: UserSort }): Promise<number[] | null> {
  const plan = await planSearch(db, filter);
  if (isWalk(plan, HITS_IN_HAND)) return null;
  const rows = (await hitIds(db, filter, plan, HITS_IN_HAND)) as unknown as { id: number }[];
  return rows.length > HITS_IN_HAND ? null : rows.map(({ id }) => id);
}
