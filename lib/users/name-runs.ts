import { wantedActive } from "./filter";
import type { UserFilter, UserSort } from "./schemas";
import type { Database, Queryable } from "@/lib/db/sql";

/** Users in a run of names when the runs are made; a name that more have is a run of its own. */
const RUN_USERS = 4096;
/** The runs are made anew once one has grown to so many times what the largest then had. */
const OUTGROWN = 2;

/** Where a page of users in the order of their names is. */
export interface NamePosition {
  /** Users that match, exact to the last commit. */
  total: number;
  /** The runs that hold the page: keys of names not below `from`, and below `to`; null where there is no such bound. */
  from: string | null;
  to: string | null;
  /** Users that match, from the end where the order begins, to pass over. */
  skip: number;
  /** All users in those runs, whatever the filter, roughly. */
  among: number;
}

/** How many users that match are in each run. */
interface Counted {
  names: string[];
  runs: number[];
  matching: number[];
}

/** The page that is looked for. */
interface Wanted {
  sort: UserSort;
  offset: number;
  length: number;
}

/** Counts the users that match a filter without a search, and finds the runs of names in which those from `offset` on stand. */
export function locateByName(db: Queryable, filter: UserFilter, sort: UserSort, offset: number, length: number): Promise<NamePosition> {
  return locatePage(db, db`select run, sum(n)::float8 as matching from (${countsOf(db, filter)}) c group by run`, { sort, offset, length });
}

/** Counts the hits of a search, rows with a `name_key`, run by run, and finds the runs in which those of a page stand. Nothing is sorted. */
export function locateHits(db: Queryable, hits: ReturnType<typeof countsOf>, wanted: Wanted): Promise<NamePosition> {
  return locatePage(db, db`select width_bucket(h.name_key, runs.names) as run, count(*)::float8 as matching from (${hits}) h, runs group by 1`, wanted);
}

/** `counted` says how many match in each run; it may ask `runs` where they begin. */
async function locatePage(db: Queryable, counted: ReturnType<typeof countsOf>, wanted: Wanted): Promise<NamePosition> {
  const [row] = await db<Counted[]>`
    with runs as materialized (
      select names || '{}'::text[] as names from user_name_runs where one
    ), counted as (${counted})
    select (select names from runs) as names, coalesce(array_agg(run), '{}') as runs, coalesce(array_agg(matching), '{}') as matching from counted`;
  return positionOf(row!, wanted);
}

/** The condition on `users u` that they are in the runs of a position. */
export function inRuns(db: Queryable, { from, to }: NamePosition) {
  return db`true ${from === null ? db`` : db`and u.name_key >= ${from}`} ${to === null ? db`` : db`and u.name_key < ${to}`}`;
}

function positionOf(counted: Counted, { sort, offset, length }: Wanted): NamePosition {
  const { names } = counted;
  const matching = inOrder(counted.runs, counted.matching);
  const total = matching.reduce((sum, n) => sum + n, 0);
  // From the beginning of the names, whichever way the page is read.
  const [begin, end] = sort === "-name" ? [Math.max(0, total - offset - length), total - offset] : [offset, offset + length];
  const { first, last, before, after } = runsOf(matching, begin, end);
  return {
    total, from: names[first - 1] ?? null, to: names[last] ?? null,
    skip: sort === "-name" ? offset - after : offset - before,
    among: (last + 1 - first) * RUN_USERS,
  };
}

function inOrder(runs: number[], counts: number[]): number[] {
  const ordered: number[] = [];
  for (const [at, run] of runs.entries()) ordered[run] = counts[at]!;
  return Array.from(ordered, (n) => n ?? 0);
}

/** The runs that hold the users from the `begin`th up to the `end`th, and how many users are in those before and after them. */
function runsOf(counts: number[], begin: number, end: number): { first: number; last: number; before: number; after: number } {
  let [first, last, before, upto, after] = [0, counts.length - 1, 0, 0, 0];
  for (const [run, n] of counts.entries()) {
    if (upto <= begin) [first, before] = [run, upto];
    if (upto < end) [last, after] = [run, 0];
    else after += n;
    upto += n;
  }
  return { first, last, before, after };
}

/** What the worker has folded, and what came since. */
function countsOf(db: Queryable, filter: UserFilter) {
  const active = wantedActive(filter);
  const asked = active === undefined ? db`true` : db`c.active = ${active}`;
  return db`
    select run, n from user_name_counts c where c.zone = ${filter.zone ?? ""} and c.role = ${filter.role ?? ""} and ${asked}
    union all
    select width_bucket(name, runs.names), n from runs, user_name_changes c, unnest(c.names, c.zones) as one (name, zone)
    where ${asked} ${filter.role ? db`and c.role = ${filter.role}` : db``} ${filter.zone ? db`and one.zone = ${filter.zone}` : db``}`;
}

/** Folds what came since into the counts by runs of names, and makes the runs anew when one has outgrown them. */
export async function foldNameCounts(db: Database): Promise<void> {
  await db.begin(async (tx) => {
    // Before the row: who truncates holds the table, then waits for nobody here.
    await tx`lock table users in access share mode`;
    const [runs] = await tx<{ largest: number }[]>`select largest from user_name_runs for update`;
    await tx`
      with runs as materialized (
        select names || '{}'::text[] as names from user_name_runs where one
      ), gone as (
        delete from user_name_changes returning n, role, active, names, zones
      ), changes as (
        select one.zone, width_bucket(one.name, runs.names) as run, role, active, n from runs, gone, unnest(gone.names, gone.zones) as one (name, zone)
      )
      insert into user_name_counts (zone, run, role, active, n)
      select zones.zone, run, roles.role, active, sum(n) from changes counted, ${ofAllToo(tx)} group by 1, 2, 3, 4 having sum(n) <> 0`;
    await tx`
      with many as (
        select zone, run, role, active from user_name_counts group by zone, run, role, active having count(*) > 1
      ), taken as (
        delete from user_name_counts c using many m where (c.zone, c.run, c.role, c.active) = (m.zone, m.run, m.role, m.active) returning c.*
      )
      insert into user_name_counts (zone, run, role, active, n)
      select zone, run, role, active, sum(n) from taken group by zone, run, role, active having sum(n) <> 0`;
    if ((await largestRun(tx)) > OUTGROWN * Math.max(RUN_USERS, runs!.largest)) await makeRuns(tx);
  });
}

/** What is `counted` of a zone and a role counts for all zones, as '', and for all roles, as '', too. */
function ofAllToo(db: Queryable) {
  return db`lateral (select '' union select counted.zone) zones (zone), lateral (values (''), (counted.role)) roles (role)`;
}

async function largestRun(db: Queryable): Promise<number> {
  const [row] = await db<{ users: number }[]>`
    select coalesce(max(users), 0)::bigint as users from (select sum(n) as users from user_name_counts where zone = '' and role = '' group by run) runs`;
  return row!.users;
}

/** One statement, hence one view of the table: who writes meanwhile is neither waited for nor counted twice, since what it leaves in the changes stays there. */
async function makeRuns(db: Queryable): Promise<void> {
  await db`
    with gone as (
      delete from user_name_changes
    ), old as (
      delete from user_name_counts
    ), numbered as materialized (
      select name_key as name, zone, role, active, row_number() over (order by name_key) as place from users
    ), begins as materialized (
      select coalesce(array_agg(distinct name order by name), '{}') as names from numbered where place % ${RUN_USERS} = 0
    ), kept as (
      update user_name_runs set names = begins.names from begins
    ), counted as materialized (
      select coalesce(zone, '') as zone, width_bucket(name, names) as run, role, active, count(*) as n from numbered, begins group by 1, 2, 3, 4
    )
    insert into user_name_counts (zone, run, role, active, n)
    select zones.zone, run, roles.role, active, sum(n) from counted, ${ofAllToo(db)} group by 1, 2, 3, 4`;
  await db`update user_name_runs set largest = ${await largestRun(db)}`;
}
