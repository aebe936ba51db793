import { z } from "zod";
import { alertSchema } from "@/lib/alerts/schemas";

/** How far back `stats` looks, and the step of its series. Quarters of an hour are what is kept of the day. */
export const RANGES = { "5m": { minutes: 5, stepSeconds: 60 }, "1h": { minutes: 60, stepSeconds: 60 }, "24h": { minutes: 24 * 60, stepSeconds: 900 } } as const;

export const rangeSchema = z.enum(["5m", "1h", "24h"]);
export type Range = z.infer<typeof rangeSchema>;

export const statsQuery = z.object({
  range: rangeSchema.default("1h"),
  /** `csv`: the routes alone, a line each. */
  format: z.enum(["json", "csv"]).default("json"),
});

const milliseconds = z.number().nullable();

/** Percentiles are at most 1 % off. */
const latencySchema = z.object({
  count: z.int(),
  mean_ms: milliseconds,
  p50_ms: milliseconds,
  p95_ms: milliseconds,
  p99_ms: milliseconds,
  max_ms: milliseconds,
});

export const routeSchema = latencySchema.extend({
  route: z.string(),
  /** Answers with 5xx. */
  errors: z.int(),
  error_percent: z.number(),
  /** Answers with 4xx. */
  refused: z.int(),
});

const pointSchema = z.object({
  at: z.iso.datetime(),
  count: z.int(),
  errors: z.int(),
  p50_ms: milliseconds,
  p95_ms: milliseconds,
  p99_ms: milliseconds,
  cpu_percent: milliseconds,
  memory_percent: milliseconds,
});

/** Hits from memory, from Redis and by sharing a computation; `stale` shown because the source was down; the age of what was shown. */
const cacheSchema = z.object({
  hits: z.int(),
  misses: z.int(),
  stale: z.int(),
  errors: z.int(),
  hit_percent: z.number().nullable(),
  error_percent: z.number().nullable(),
  age_mean_ms: milliseconds,
  age_p95_ms: milliseconds,
});

const processSchema = z.object({
  id: z.string(),
  kind: z.enum(["web", "worker", "gateway"]),
  host: z.string(),
  pid: z.int(),
  build: z.string(),
  started_at: z.iso.datetime(),
  seen_at: z.iso.datetime(),
  alive: z.boolean(),
  /** Memory, processor time, database connections: what the process last said of itself. */
  state: z.record(z.string(), z.number()),
});

export const statsSchema = z.object({
  success: z.literal(true),
  range: rangeSchema,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  step_seconds: z.int(),
  /** All routes together, without health checks, metrics and event streams. */
  total: routeSchema.omit({ route: true }),
  routes: z.array(routeSchema),
  series: z.array(pointSchema),
  deploys: z.array(z.object({ at: z.iso.datetime(), build: z.string() })),
  system: z.object({ cpu_percent: milliseconds, memory_percent: milliseconds, disk_percent: milliseconds }),
  event_loop: latencySchema,
  database: z.object({ connections: z.int(), max_connections: z.int(), pool_wait: latencySchema }),
  redis: z.object({ memory_bytes: z.number() }).nullable(),
  queue: z.object({ waiting: z.int(), oldest_waiting_seconds: z.number().nullable(), start_p95_ms: milliseconds, run_p95_ms: milliseconds }),
  tasks: z.array(latencySchema.extend({ task: z.string(), failed: z.int(), start_p95_ms: milliseconds })),
  outside: z.array(latencySchema.extend({ system: z.string(), outcomes: z.record(z.string(), z.int()) })),
  /** `redis_errors`: questions that Redis did not answer; they are among the errors. */
  cache: cacheSchema.extend({ redis_errors: z.int(), kinds: z.array(cacheSchema.extend({ kind: z.string() })) }),
  alerts: z.array(alertSchema).describe("Those that hold now, the critical first; at most 200"),
  processes: z.array(processSchema),
  /** Null where the database does not keep them. Literals are `$n`: no value is ever shown. */
  statements: z.array(z.object({ statement: z.string(), calls: z.int(), mean_ms: z.number(), max_ms: z.number(), total_ms: z.number() })).nullable(),
});

export type PerformanceStats = z.infer<typeof statsSchema>;
export type RouteStats = PerformanceStats["routes"][number];
export type SeriesPoint = PerformanceStats["series"][number];
