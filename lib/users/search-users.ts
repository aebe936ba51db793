import { countUsers } from "./count-users";
import { hasOwnIndex, isStaff, matches, matchesEach, userCondition } from "./filter";
import { inRuns, locateHits } from "./name-runs";
import { idsInOrder, isByName, type Named, orderOf } from "./order";
import type { ListUsersQuery, UserFilter, UserSort } from "./schemas";
import { type SearchWord, wordsOf } from "./search-words";
import { expectedShares } from "./word-frequencies";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** No more hits than these are all taken from the index of words, counted exactly, and in the order of names put in order here. */
const HITS_IN_HAND = 5_000;
/**
 * Microseconds: to read a user and look for a word's letters, to test the words of one that has them, to pass over an entry of the index by name that the filter
 * leaves out, to read one entry of the index of words, and to read one of its hits.
 */
const COST = { letters: 2, words: 6, passed: 0.15, indexed: 0.5, hit: 1.5 };
/** The letters of a word stand in so many times the users that have the word; so few letters stand in most. */
const LETTERS = { times: 3, few: 2 };
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
  /** Microseconds to test one user, to walk the order for one of those that match the other filters, and to read all hits. */
  cost: { tested: number; each: number; all: number };
}

/**
 * Weighs the ways to the hits of a search: along the order, testing each user; all hits by the index of words; or, in the order of names, all users whom
 * an index of the filter names.
 */
export async function planSearch(db: Queryable, filter: UserFilter & { sort: UserSort }): Promise<SearchPlan> {
  const words = wordsOf(filter.search!);
  const condition = matchesEach(db, words);
  const [among, users] = await Promise.all([countUsers(db, filter), countUsers(db, {})]);
  const shares = await expectedShares(db, words, users);
  if (shares === null) return { condition, by: matches(db, words), rest: null, among, share: null, reads: users, cost: { tested: 0, each: 0, all: 0 } };
  const share = product(shares);
  const passing = isByName(filter.sort) && !isStaff(filter) ? (COST.passed * users) / Math.max(1, among) : 0;
  const tested = COST.letters + COST.words * Math.min(...words.map((word, n) => (isShort(word) ? 1 : Math.min(1, shares[n]! * LETTERS.times))));
  const each = (tested + passing) * (isByName(filter.sort) ? TOGETHER : 1);
  // Beside a rare word, the entries of common ones would only be read to be thrown away.
  const rarest = Math.min(...shares);
  const asked = words.filter((_, n) => shares[n]! <= rarest * ALIKE);
  const askedShares = shares.filter((one) => one <= rarest * ALIKE);
  const reads = users * product(askedShares);
  const rest = asked.length < words.length ? condition : null;
  const byWords = users * askedShares.reduce((sum, one) => sum + one, 0) * COST.indexed + reads * (COST.hit + (rest ? tested : 0));
  const byFilter = among * (COST.hit + tested);
  if (isByName(filter.sort) && hasOwnIndex(filter) && byFilter < byWords) {
    return { condition, by: db`true`, rest: condition, among, share, reads: among, cost: { tested, each, all: byFilter } };
  }
  return { condition, by: matches(db, asked), rest, among, share, reads, cost: { tested, each, all: byWords } };
}

function isShort({ beginnings }: SearchWord): boolean {
  return beginnings.some((word) => word.length <= LETTERS.few);
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
  if (isWalk(plan, wanted)) return (await fromOrder(db, query, plan, 0)) ?? fromAllHits(db, query, plan);
  if (plan.reads > HITS_IN_HAND) return fromAllHits(db, query, plan);
  const few = await fromFewHits(db, query, plan);
  if (few) return few;
  // There are more than expected: so many at least.
  const informed = { ...plan, share: HITS_IN_HAND / plan.among, cost: { ...plan.cost, all: plan.cost.all + HITS_IN_HAND * COST.hit } };
  return (isWalk(informed, wanted) ? await fromOrder(db, query, informed, HITS_IN_HAND + 1) : null) ?? fromAllHits(db, query, plan);
}

/** The page of hits that are few. Null when there are more than are taken in hand. */
async function fromFewHits(db: Queryable, query: ListUsersQuery, plan: SearchPlan) {
  if (!isByName(query.sort)) return fromHitsById(db, query, plan, HITS_IN_HAND);
  const hits = await keysOf(db, hitsOf(db, query, plan, HITS_IN_HAND));
  return hits.length > HITS_IN_HAND ? null : { ids: pageOf(idsInOrder(hits, query.sort), query), pagination: paginate(query, hits.length) };
}

/** However many there are, all of them read and counted. */
async function fromAllHits(db: Queryable, query: ListUsersQuery, plan: SearchPlan) {
  return isByName(query.sort) ? fromRuns(db, query, plan) : (await fromHitsById(db, query, plan, null))!;
}

/** In the order of ids the primary key does without a sort. Null when there are more than `most`. */
async function fromHitsById(db: Queryable, query: ListUsersQuery, plan: SearchPlan, most: number | null) {
  const [row] = await db<{ total: number; ids: number[] }[]>`
    with hits as materialized (select array(select id from (${hitsOf(db, query, plan, most)}) hits) as ids)
    select cardinality(ids)::int as total, array(
      select u.id from users u where u.id = any(hits.ids) order by ${orderOf(db, query.sort)} limit ${query.per_page} offset ${offsetOf(query)}
    ) as ids
    from hits`;
  const { total, ids } = row!;
  return most !== null && total > most ? null : { ids, pagination: paginate(query, total) };
}

/** All hits are counted by runs of names; those of the page's runs are then found along the index by name, or put in order here where they are read sooner again. */
async function fromRuns(db: Queryable, query: ListUsersQuery, plan: SearchPlan) {
  const position = await locateHits(db, hitsOf(db, query, plan, null), { sort: query.sort, offset: offsetOf(query), length: query.per_page });
  const { total, skip, among } = position;
  const pagination = paginate(query, total);
  if (offsetOf(query) >= total) return { ids: [], pagination };
  const runs = inRuns(db, position);
  if (among * plan.cost.tested < plan.cost.all) {
    const rows = await db<{ id: number }[]>`${walk(db, query, plan, { runs, within: null })} limit ${query.per_page} offset ${skip}`;
    return { ids: rows.map(({ id }) => id), pagination };
  }
  const hits = await keysOf(db, db`select * from (${hitsOf(db, query, plan, null)}) u where ${runs}`);
  return { ids: idsInOrder(hits, query.sort).slice(skip, skip + query.per_page), pagination };
}

/** Planned as written: what they are read by first, then the rest of the search. */
function hitsOf(db: Queryable, filter: UserFilter, { by, rest }: SearchPlan, most: number | null) {
  return db`
    select u.id, u.name_key from (select * from users u where ${userCondition(db, filter)} and ${by} offset 0) u
    ${rest ? db`where ${rest}` : db``} ${most === null ? db`` : db`limit ${most + 1}`}`;
}

/** Two arrays, not a row a hit: a fifth of the time. */
async function keysOf(db: Queryable, hits: Condition): Promise<Named[]> {
  const [row] = await db<{ ids: number[]; keys: string[] }[]>`
    select coalesce(array_agg(id), '{}') as ids, coalesce(array_agg(name_key), '{}') as keys from (${hits}) hits`;
  return row!.ids.map((id, at) => ({ id, key: row!.keys[at]! }));
}

function offsetOf({ page, per_page }: ListUsersQuery): number {
  return (page - 1) * per_page;
}

function pageOf(ids: number[], query: ListUsersQuery): number[] {
  return ids.slice(offsetOf(query), offsetOf(query) + query.per_page);
}

/**
 * Walks the users in order and leaves those that match: with many hits the page is soon full. Null when it is not, though it should be.
 * `least` hits are known of.
 */
async function fromOrder(db: Queryable, query: ListUsersQuery, plan: SearchPlan, least: number) {
  const { among, cost } = plan;
  const share = plan.share!;
  const offset = offsetOf(query);
  const within = Math.ceil(Math.max(((offset + query.per_page) / share) * DOUBT.times, (cost.all / cost.each) * DOUBT.part));
  const rows = await db<{ id: number }[]>`${walk(db, query, plan, { runs: db`true`, within })} limit ${query.per_page} offset ${offset}`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === query.per_page) return { ids, pagination: estimated(query, Math.min(among, Math.max(Math.round(among * share), offset + ids.length + 1, least))) };
  if (within < among) return null;
  return ids.length > 0 || offset === 0 ? { ids, pagination: paginate(query, offset + ids.length) } : { ids, pagination: estimated(query, Math.round(among * share)) };
}

/** Along some runs of names, or all. By name the index is passed over alone: only users whom the filter leaves are read. */
function walk(db: Queryable, query: ListUsersQuery, { condition }: SearchPlan, { runs, within }: { runs: Condition; within: number | null }) {
  const order = orderOf(db, query.sort);
  const matching = userCondition(db, query);
  if (!isByName(query.sort) || isStaff(query)) {
    return db`select u.id from (select * from users u where ${matching} and ${runs} order by ${order} limit ${within}::bigint) u where ${condition} order by ${order}`;
  }
  return db`
    select walked.id from (
      select u.id, u.name_key from (select u.id, u.name_key, u.zone, u.role, u.active from users u where ${runs} order by ${order} offset 0) u where ${matching} order by ${order} limit ${within}::bigint
    ) walked
    where (select ${condition} from users u where u.id = walked.id) order by ${orderOf(db, query.sort, "walked")}`;
}

function estimated(query: ListUsersQuery, total: number): Pagination {
  return { ...paginate(query, total), total_is_estimated: true };
}

/** All hits of a search that has few, in order, for the export, which else walks it; null when there are many. */
export async function fewHits(db: Queryable, filter: UserFilter & { sort: UserSort }): Promise<number[] | null> {
  const plan = await planSearch(db, filter);
  if (isWalk(plan, HITS_IN_HAND)) return null;
  const hits = await keysOf(db, hitsOf(db, filter, plan, HITS_IN_HAND));
  return hits.length > HITS_IN_HAND ? null : idsInOrder(hits, filter.sort);
}
