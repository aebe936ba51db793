import { z } from "zod";
import { pageQuery, paginated } from "@/lib/http/pagination";

export const ALERT_KINDS = [
  "response_time", "cpu", "memory", "cache_errors", "disk", "job_stuck", "worker_gone", "gateway_gone", "breaker_open", "failure_rate", "batch_time",
  "queue_saturated", "campaign_paused", "webhook_disabled", "wispro_failed",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const alertSchema = z.object({
  id: z.int(),
  kind: z.enum(ALERT_KINDS),
  subject: z.string().describe("A job's or campaign's id, a worker, a gateway; empty for the system as a whole"),
  severity: z.enum(["warning", "critical"]),
  params: z.record(z.string(), z.unknown()),
  raised_at: z.iso.datetime(),
  acknowledged_at: z.iso.datetime().nullable(),
  acknowledged_by: z.string().nullable(),
  resolved_at: z.iso.datetime().nullable(),
  evaluations: z.int(),
});
export type Alert = z.infer<typeof alertSchema>;

export const listAlertsQuery = pageQuery.extend({
  status: z.enum(["open", "acknowledged", "resolved"]).optional().describe("open: not acknowledged yet"),
  kind: z.enum(ALERT_KINDS).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export const listAlertsSchema = paginated(alertSchema);
