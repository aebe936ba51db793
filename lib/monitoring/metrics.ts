import { listOpenAlerts } from "@/lib/alerts/list-alerts";
import { ALERT_KINDS } from "@/lib/alerts/schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { subscriptionCount } from "@/lib/events/hub";
import { listWorkers } from "@/lib/jobs/queue-overview";

export interface Metric {
  name: string;
  help: string;
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
    ...ofRooms,
  ].map(format).join("");
}

function format({ name, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function labelText(labels: Record<string, string> | undefined): string {
  if (!labels) return "";
  return `{${Object.entries(labels).map(([name, value]) => `${name}="${value}"`).join(",")}}`;
}
