import { listOpenAlerts } from "@/lib/alerts/list-alerts";
import { ALERT_KINDS } from "@/lib/alerts/schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { cacheStats } from "@/lib/cache/cached";
import { subscriptionCount } from "@/lib/events/hub";
import { listWorkers } from "@/lib/jobs/queue-overview";
import { bucketMiddle, type Counted } from "@/lib/measure/histogram";
import { type MeasureKind, readTotals } from "@/lib/measure/recorder";

/** Seconds: fine where answers should be, coarse where they should not. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const MICROS = 1e6;

/** What this process counted since it began: a scraper that asks each process adds them up. */
const HISTOGRAMS: { kind: MeasureKind; name: string; help: string; label: string }[] = [
  { kind: "route", name: "tanda_http_request_duration_seconds", help: "Requests by route and class of status", label: "route" },
  { kind: "outside", name: "tanda_outside_duration_seconds", help: "Calls of outside systems by outcome", label: "system" },
  { kind: "pool", name: "tanda_pool_wait_seconds", help: "Waits for a database connection", label: "what" },
  { kind: "loop", name: "tanda_event_loop_delay_seconds", help: "How late the event loop is", label: "what" },
];

export interface Metric {
  name: string;
  help: string;
  type?: "gauge" | "counter";
  samples: { labels?: Record<string, string>; value: number }[];
}

/** `GET /api/metrics`: what this process, the database and the rooms know, in the Prometheus text format 0.0.4. */
export async function metricsText(ctx: Context, ofRooms: Metric[] = []): Promise<string> {
  requirePermission(ctx.actor, "queue:read");
  const [jobs, workers, alerts] = await Promise.all([
    ctx.db<{ status: string; count: number }[]>`
      select status, count(*) as count from jobs where status in ('queued', 'processing', 'cancelling') group by status`,
    listWorkers(ctx),
    listOpenAlerts(ctx),
  ]);
  const pending = ["queued", "processing", "cancelling"].map((status) => ({ labels: { status }, value: jobs.find((row) => row.status === status)?.count ?? 0 }));
  return [
    { name: "tanda_event_streams", help: "Open event streams of this process", samples: [{ value: subscriptionCount() }] },
    { name: "tanda_jobs_pending", help: "Jobs that wait or run", samples: pending },
    { name: "tanda_workers_alive", help: "Workers with a heartbeat in the last 10 s", samples: [{ value: workers.filter((worker) => worker.alive).length }] },
    { name: "tanda_alerts_open", help: "Alerts that hold now, by kind", samples: ALERT_KINDS.map((kind) => ({ labels: { kind }, value: alerts.filter((alert) => alert.kind === kind).length })) },
    { name: "tanda_process_resident_bytes", help: "Resident memory of this process", samples: [{ value: process.memoryUsage.rss() }] },
    ...cacheMetrics(),
    ...ofRooms,
  ].map(format).join("") + HISTOGRAMS.map(histogramText).join("");
}

/** What this process's cache holds, and what became of the look-ups. */
function cacheMetrics(): Metric[] {
  const { entries, bytes, kinds } = cacheStats();
  const lookups = Object.entries(kinds).flatMap(([kind, stats]) => Object.entries(stats).map(([outcome, value]) => ({ labels: { kind, outcome }, value })));
  return [
    { name: "tanda_cache_entries", help: "Values in the memory of this process", samples: [{ value: entries }] },
    { name: "tanda_cache_bytes", help: "What they take, about", samples: [{ value: bytes }] },
    { name: "tanda_cache_lookups_total", help: "Look-ups of this process by what became of them", type: "counter", samples: lookups },
  ];
}

function format({ name, help, type = "gauge", samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelText(labels: Record<string, string> | undefined): string {
  if (!labels) return "";
  return `{${Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, "_")}"`).join(",")}}`;
}

function histogramText({ kind, name, help, label }: (typeof HISTOGRAMS)[number]): string {
  const series = readTotals(kind).map((entry) => {
    const labels = (le?: string) => labelText({ [label]: entry.name, outcome: entry.outcome, ...(le !== undefined && { le }) });
    const buckets = BOUNDS.map((bound) => `${name}_bucket${labels(String(bound))} ${countUpTo(entry, bound * MICROS)}\n`);
    return `${buckets.join("")}${name}_bucket${labels("+Inf")} ${entry.count}\n${name}_sum${labels()} ${entry.sum / MICROS}\n${name}_count${labels()} ${entry.count}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${series.join("")}`;
}

function countUpTo({ buckets, counts }: Counted, value: number): number {
  return buckets.reduce((sum, bucket, index) => (bucketMiddle(bucket) <= value ? sum + counts[index]! : sum), 0);
}
