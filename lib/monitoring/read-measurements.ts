import { milliseconds, UNCOUNTED_ROUTES } from "./latency";
import type { SeriesPoint } from "./schemas";
import type { Context } from "@/lib/context/context";
import { type Counted, percentileOf } from "@/lib/measure/histogram";
import type { MeasureKind } from "@/lib/measure/recorder";

type Reader = Pick<Context, "db" | "now">;

export interface MeasurementQuery {
  kinds: readonly MeasureKind[];
  /** How many minutes back: those that began within. */
  minutes: number;
  /** What is told apart; all else is merged. With `kind` health checks and the like are left out. */
  by: "kind" | "outcome";
}

export interface CountedRow extends Counted {
  kind: MeasureKind;
  /** Empty unless told apart. */
  name: string;
  outcome: string;
}

/** The histograms of all processes in the last minutes, merged by the database. */
export async function readCounted({ db, now }: Reader, { kinds, minutes, by }: MeasurementQuery): Promise<CountedRow[]> {
  const apart = by === "outcome";
  return db<CountedRow[]>`
    with span as materialized (
      select kind, ${apart ? db`name` : db`''`} as name, ${apart ? db`outcome` : db`''`} as outcome, count, sum, max, buckets, counts
      from measurements
      where at > ${now()}::timestamptz - make_interval(mins => ${minutes}) and kind in ${db([...kinds])}
        ${apart ? db`` : db`and not (kind = 'route' and name in ${db(UNCOUNTED_ROUTES)})`}
    ), bucket as (
      select kind, name, outcome, bucket, sum(n)::bigint as n
      from span, unnest(buckets, counts) as u (bucket, n) group by kind, name, outcome, bucket
    ), histogram as (
      select kind, name, outcome, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts from bucket group by kind, name, outcome
    )
    select kind, name, outcome, total.count, total.sum, total.max, buckets, counts
    from (select kind, name, outcome, sum(count)::bigint as count, sum(sum) as sum, max(max) as max from span group by kind, name, outcome) total
    join histogram using (kind, name, outcome)`;
}

interface StepRow extends Counted {
  at: Date;
  errors: number;
  cpu: number | null;
  memory: number | null;
}

/** How all routes together and the machines did, step by step; a step in which nothing was measured is left out. */
export async function readSeries({ db, now }: Reader, { minutes, stepSeconds }: { minutes: number; stepSeconds: number }): Promise<SeriesPoint[]> {
  const rows = await db<StepRow[]>`
    with span as materialized (
      select to_timestamp(floor(extract(epoch from at) / ${stepSeconds}::int) * ${stepSeconds}::int) as at, kind, name, outcome, count, sum, max, buckets, counts
      from measurements
      where at > ${now()}::timestamptz - make_interval(mins => ${minutes})
        and (kind = 'gauge' and name in ('cpu', 'memory') or kind = 'route' and name not in ${db(UNCOUNTED_ROUTES)})
    ), bucket as (
      select at, bucket, sum(n)::bigint as n from span, unnest(buckets, counts) as u (bucket, n) where kind = 'route' group by at, bucket
    ), histogram as (
      select at, array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as counts from bucket group by at
    )
    select at, total.*, coalesce(buckets, '{}') as buckets, coalesce(counts, '{}') as counts
    from (
      select at, coalesce(sum(count) filter (where kind = 'route'), 0)::bigint as count, coalesce(sum(sum) filter (where kind = 'route'), 0) as sum,
             coalesce(max(max) filter (where kind = 'route'), 0) as max, coalesce(sum(count) filter (where kind = 'route' and outcome = '5xx'), 0)::bigint as errors,
             sum(sum) filter (where name = 'cpu') / sum(count) filter (where name = 'cpu') / 100 as cpu,
             sum(sum) filter (where name = 'memory') / sum(count) filter (where name = 'memory') / 100 as memory
      from span group by at
    ) total left join histogram using (at) order by at`;
  return rows.map((row) => ({
    at: row.at.toISOString(),
    count: row.count,
    errors: row.errors,
    p50_ms: milliseconds(percentileOf(row, 0.5)),
    p95_ms: milliseconds(percentileOf(row, 0.95)),
    p99_ms: milliseconds(percentileOf(row, 0.99)),
    cpu_percent: row.cpu,
    memory_percent: row.memory,
  }));
}
