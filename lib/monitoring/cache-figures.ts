import { latencyOf } from "./latency";
import type { CountedRow } from "./read-measurements";
import type { PerformanceStats } from "./schemas";
import { merged } from "@/lib/measure/histogram";

/** Under this name the failures of Redis are counted, beside the kinds of what is cached. */
const REDIS = "redis";
const HITS = ["hit", "redis", "joined"];

/** What became of the look-ups of all caches, from their measurements: all kinds together, and each. */
export function cacheFigures(rows: CountedRow[]): PerformanceStats["cache"] {
  const kinds = [...new Set(rows.map((row) => row.name))].filter((name) => name !== REDIS).sort();
  return {
    ...figuresOf(rows),
    redis_errors: counted(rows.filter((row) => row.name === REDIS), "error"),
    kinds: kinds.map((kind) => ({ kind, ...figuresOf(rows.filter((row) => row.name === kind)) })),
  };
}

function figuresOf(rows: CountedRow[]): Omit<PerformanceStats["cache"], "redis_errors" | "kinds"> {
  const hits = HITS.reduce((sum, outcome) => sum + counted(rows, outcome), 0);
  const [misses, stale, errors] = [counted(rows, "miss"), counted(rows, "stale"), counted(rows, "error")];
  // A computation that failed was answered with an old value, or not at all.
  const failed = counted(rows.filter((row) => row.name !== REDIS), "error");
  const asked = hits + misses + Math.max(stale, failed);
  const share = (count: number) => (asked === 0 ? null : Math.min(100, (count / asked) * 100));
  const age = latencyOf(merged(rows.filter((row) => ["hit", "redis", "stale"].includes(row.outcome))));
  return { hits, misses, stale, errors, hit_percent: share(hits), error_percent: share(errors), age_mean_ms: age.mean_ms, age_p95_ms: age.p95_ms };
}

function counted(rows: CountedRow[], outcome: string): number {
  return rows.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + row.count, 0);
}
