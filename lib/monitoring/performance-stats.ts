import { listOpenAlerts } from "@/lib/alerts/list-alerts";
import { cacheFigures } from "./cache-figures";
import { countsInTotal, latencyOf, milliseconds } from "./latency";
import { type CountedRow, readCounted, readSeries } from "./read-measurements";
import { currentReadings } from "./readings";
import { RANGES, type PerformanceStats, type Range } from "./schemas";
import { slowStatements } from "./slow-statements";
import { listDeploys, listProcesses } from "./processes";
import { connectionUse, queueNow, redisMemory } from "./parts";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { type Counted, merged, percentileOf } from "@/lib/measure/histogram";
import { flushNow } from "@/lib/measure/measuring";

/**
 * `GET /api/performance/stats`: what all processes measured in the last minutes. This process is up to date, the others to within ten seconds, which
 * is how often they keep what they have.
 */
export async function performanceStats(ctx: Context, range: Range): Promise<PerformanceStats> {
  requirePermission(ctx.actor, "performance:read");
  await flushNow();
  const { minutes, stepSeconds } = RANGES[range];
  const now = ctx.now();
  const [rows, series, readings, processes, deploys, database, redis, queue, alerts, statements] = await Promise.all([
    readCounted(ctx, { kinds: ["route", "outside", "task", "queue", "pool", "loop", "cache"], minutes, by: "outcome" }),
    readSeries(ctx, { minutes, stepSeconds }),
    currentReadings(ctx),
    listProcesses(ctx),
    listDeploys(ctx, minutes),
    connectionUse(ctx),
    redisMemory(),
    queueNow(ctx),
    listOpenAlerts(ctx),
    slowStatements(ctx),
  ]);
  const of = (kind: CountedRow["kind"]) => rows.filter((row) => row.kind === kind);
  const routes = byName(of("route")).map(([route, parts]) => ({ route, ...routeFigures(parts) }));
  const [waits, runs] = [of("queue"), of("task")];
  return {
    success: true,
    range,
    from: new Date(now.getTime() - minutes * 60_000).toISOString(),
    to: now.toISOString(),
    step_seconds: stepSeconds,
    total: routeFigures(of("route").filter((row) => countsInTotal(row.name))),
    routes: routes.sort((a, b) => b.count - a.count),
    series,
    deploys,
    system: { cpu_percent: readings.cpuPercent, memory_percent: readings.memoryPercent, disk_percent: readings.diskPercent },
    event_loop: latencyOf(merged(of("loop"))),
    database: { ...database, pool_wait: latencyOf(merged(of("pool"))) },
    redis,
    queue: { ...queue, start_p95_ms: p95(merged(waits)), run_p95_ms: p95(merged(runs)) },
    tasks: byName(runs).map(([task, parts]) => ({
      task, ...latencyOf(merged(parts)), failed: counted(parts, "failed"), start_p95_ms: p95(merged(waits.filter((row) => row.name === task))),
    })),
    outside: byName(of("outside")).map(([system, parts]) => ({
      system, ...latencyOf(merged(parts)), outcomes: Object.fromEntries(parts.map((part) => [part.outcome, part.count])),
    })),
    cache: cacheFigures(of("cache")),
    alerts,
    processes,
    statements,
  };
}

function routeFigures(parts: CountedRow[]): PerformanceStats["total"] {
  const all = merged(parts);
  const errors = counted(parts, "5xx");
  return { ...latencyOf(all), errors, error_percent: all.count === 0 ? 0 : (errors / all.count) * 100, refused: counted(parts, "4xx") };
}

function counted(parts: CountedRow[], outcome: string): number {
  return parts.filter((part) => part.outcome === outcome).reduce((sum, part) => sum + part.count, 0);
}

function byName(rows: CountedRow[]): [string, CountedRow[]][] {
  const names = [...new Set(rows.map((row) => row.name))].sort();
  return names.map((name) => [name, rows.filter((row) => row.name === name)]);
}

function p95(histogram: Counted): number | null {
  return milliseconds(percentileOf(histogram, 0.95));
}
