import { wantedActive } from "./filter";
import { foldNameCounts } from "./name-runs";
import type { UserFilter, UserSort } from "./schemas";
import type { Database, Queryable } from "@/lib/db/sql";

/** How many ids a row of `user_counts` is about, as a shift: of all users, and of a zone's. The triggers that keep the counts know the same. */
const BUCKET_SHIFT = { everybody: 12, zone: 16 };

/** Where a page of users in the order of their ids begins. */
export interface Position {
  /** Users that match, exact to the last commit. */
  total: number;
  /** The page's first user has an id below (ascending: not below) this one; null where no user is that far. */
  from: number | null;
  /** Users to pass over from there. */
  skip: number;
}

/** How many users match a filter without a search, exact to the last commit. */
export async function countUsers(db: Queryable, filter: UserFilter): Promise<number> {
  const [row] = await db<{ total: number }[]>`select coalesce(sum(n), 0)::bigint as total from user_counts c where ${countCondition(db, filter)}`;
  return row!.total;
}

/** Counts the users that match a filter without a search, and finds the bucket of ids in which the user at `offset` stands. */
export async function locate(db: Queryable, filter: UserFilter, sort: UserSort, offset: number): Promise<Position> {
  const shift = filter.zone ? BUCKET_SHIFT.zone : BUCKET_SHIFT.everybody;
  const descending = sort.startsWith("-");
  // Summed in the order of the index, whichever way the page is read: nothing is sorted.
  const [row] = await db<{ total: number; bucket: number | null; passed: number }[]>`
    with counted as (
      select bucket, sum(n) as n from user_counts c where ${countCondition(db, filter)} group by bucket
    ), summed as (
      select bucket, n, sum(n) over (order by bucket) as upto, sum(n) over () as total from counted
    ), placed as (
      select bucket, total, ${descending ? db`total - upto + n` : db`upto`} as upto from summed
    )
    select coalesce(max(total), 0)::bigint as total, ${descending ? db`max` : db`min`}(bucket) filter (where upto > ${offset}) as bucket,
      coalesce(max(upto) filter (where upto <= ${offset}), 0)::bigint as passed
    from placed`;
  const { total, bucket, passed } = row!;
  return { total, from: bucket === null ? null : (bucket + (descending ? 1 : 0)) * 2 ** shift, skip: offset - passed };
}

function countCondition(db: Queryable, filter: UserFilter) {
  const active = wantedActive(filter);
  return db`
    c.zone = ${filter.zone ?? ""} ${filter.role ? db`and c.role = ${filter.role}` : db``} ${active === undefined ? db`` : db`and c.active = ${active}`}`;
}

/** Folds the rows that the triggers append to the counts, so that there is one for each bucket; and what waits to be put into the index of words. */
export async function foldUserCounts(db: Database): Promise<void> {
  await db`
    with many as (
      select zone, bucket, role, active from user_counts group by zone, bucket, role, active having count(*) > 1
    ), taken as (
      delete from user_counts c using many m where (c.zone, c.bucket, c.role, c.active) = (m.zone, m.bucket, m.role, m.active) returning c.*
    )
    insert into user_counts (zone, bucket, role, active, n)
    select zone, bucket, role, active, sum(n) from taken group by zone, bucket, role, active having sum(n) <> 0`;
  await foldNameCounts(db);
  await db`select gin_clean_pending_list('users_words_idx')`;
}
