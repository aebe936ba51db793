import type { Context } from "@/lib/context/context";

/** The hour's range reads minutes; what is older is read by the day's, in quarters of an hour. */
const MINUTES_KEPT_HOURS = 2;
const DAYS_KEPT = 8;

/**
 * Merges minutes older than two hours into quarters of an hour of all processes together, and forgets what is older than eight days. What is merged is
 * deleted by the same statement, so that nothing is counted twice.
 */
export async function rollUpMeasurements({ db, now }: Pick<Context, "db" | "now">): Promise<void> {
  await db`
    with old as (
      delete from measurements
      where span_seconds = 60 and at < to_timestamp(floor(extract(epoch from ${now()}::timestamptz - make_interval(hours => ${MINUTES_KEPT_HOURS})) / 900) * 900)
      returning to_timestamp(floor(extract(epoch from at) / 900) * 900) as at, kind, name, outcome, count, sum, max, buckets, counts
    ), bucket as (
      select at, kind, name, outcome, bucket, sum(n)::bigint as n from old, unnest(buckets, counts) as u (bucket, n) group by at, kind, name, outcome, bucket
    ), histogram as (
      select at, kind, name, outcome, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts from bucket group by at, kind, name, outcome
    )
    insert into measurements (at, span_seconds, process_id, kind, name, outcome, count, sum, max, buckets, counts)
    select at, 900, '', kind, name, outcome, total.count, total.sum, total.max, buckets, counts
    from (select at, kind, name, outcome, sum(count) as count, sum(sum) as sum, max(max) as max from old group by at, kind, name, outcome) total
    join histogram using (at, kind, name, outcome)
    on conflict do nothing`;
  await db`delete from measurements where at < ${now()}::timestamptz - make_interval(days => ${DAYS_KEPT})`;
  await db`delete from processes where seen_at < ${now()}::timestamptz - make_interval(days => ${DAYS_KEPT})`;
}
