import type { Context } from "@/lib/context/context";
import type { Counted } from "@/lib/measure/histogram";
import type { MeasureKind } from "@/lib/measure/recorder";

export interface MeasurementQuery {
  kinds: readonly MeasureKind[];
  /** How many minutes back, the present one included. */
  minutes: number;
  /** What is told apart; all else is merged. */
  by: "kind" | "name" | "outcome";
}

export interface CountedRow extends Counted {
  kind: MeasureKind;
  /** Empty unless told apart by name or outcome. */
  name: string;
  /** Empty unless told apart by outcome. */
  outcome: string;
}

/** Requests that say nothing of how the product does, and are left out where all routes are taken together: probes, and the opening of streams. */
const UNCOUNTED_ROUTES = ["GET /api/health", "GET /api/health/live", "GET /api/health/ready", "GET /api/metrics", "GET /api/events"];

/** The histograms of all processes in the last minutes, merged by the database. */
export async function readCounted({ db, now }: Pick<Context, "db" | "now">, { kinds, minutes, by }: MeasurementQuery): Promise<CountedRow[]> {
  return db<CountedRow[]>`
    with span as materialized (
      select kind, ${by === "kind" ? db`''` : db`name`} as name, ${by === "outcome" ? db`outcome` : db`''`} as outcome, count, sum, max, buckets, counts
      from measurements
      where at > ${now()}::timestamptz - make_interval(mins => ${minutes}) and kind in ${db([...kinds])}
        ${by === "kind" ? db`and not (kind = 'route' and name in ${db(UNCOUNTED_ROUTES)})` : db``}
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
