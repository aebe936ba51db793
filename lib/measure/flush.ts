import type { ProcessIdentity } from "./process";
import { readMinutes } from "./recorder";
import type { Queryable } from "@/lib/db/sql";

/**
 * Keeps what this process has measured: one statement, whatever the number of histograms. A minute's row is written anew as long as it grows, so that
 * a flush repeated after a lost answer counts nothing twice.
 */
export async function flushMeasurements(db: Queryable, who: ProcessIdentity, state: Record<string, number>, stopped = false): Promise<void> {
  const { rows, kept } = readMinutes();
  await db`
    with who as (
      insert into processes (id, kind, host, pid, build, state)
      values (${who.id}, ${who.kind}, ${who.host}, ${who.pid}, ${who.build}, ${JSON.stringify(state)}::text::jsonb)
      on conflict (id) do update set seen_at = now(), state = excluded.state, stopped_at = case when ${stopped}::boolean then now() end
    )
    insert into measurements (at, span_seconds, process_id, kind, name, outcome, count, sum, max, buckets, counts)
    select to_timestamp(at / 1000.0), 60, ${who.id}, kind, name, outcome, count, sum, max, buckets, counts
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as r (at bigint, kind text, name text, outcome text, count bigint, sum float8, max bigint, buckets int[], counts bigint[])
    on conflict (at, span_seconds, process_id, kind, name, outcome) do update
      set count = excluded.count, sum = excluded.sum, max = excluded.max, buckets = excluded.buckets, counts = excluded.counts
      where measurements.count <> excluded.count`;
  kept();
}
