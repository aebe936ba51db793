import { z } from "zod";
import { oneOrMore } from "@/lib/http/list-query";
import { pageQuery, paginated } from "@/lib/http/pagination";

export const ALERT_KINDS = [
  "response_time", "cpu", "memory", "cache_errors", "disk", "job_stuck", "worker_gone", "gateway_gone", "breaker_open", "failure_rate", "batch_time",
  "queue_saturated", "campaign_paused", "webhook_disabled", "wispro_failed",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
export const ALERT_STATUSES = ["open", "acknowledged", "resolved"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];
export const SEVERITIES = ["warning", "critical"] as const;

export const alertSchema = z.object({
  id: z.int(),
  kind: z.enum(ALERT_KINDS),
  subject: z.string().describe("A job's or campaign's id, a worker, a gateway; empty for the system as a whole"),
  severity: z.enum(SEVERITIES),
  params: z.record(z.string(), z.unknown()),
  raised_at: z.iso.datetime(),
  acknowledged_at: z.iso.datetime().nullable(),
  acknowledged_by: z.string().nullable(),
  resolved_at: z.iso.datetime().nullable(),
  evaluations: z.int(),
});
export type Alert = z.infer<typeof alertSchema>;

export const listAlertsQuery = pageQuery.extend({
  status: oneOrMore(ALERT_STATUSES).optional().describe("Comma separated: open (not acknowledged yet), acknowledged, resolved"),
  kind: oneOrMore(ALERT_KINDS).optional(),
  severity: z.enum(SEVERITIES).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export const listAlertsSchema = paginated(alertSchema);
export type AlertPage = z.infer<typeof listAlertsSchema>;

export const openAlertsSchema = z.object({
  items: z.array(alertSchema).describe("At most 200, the critical first"),
  counts: z.object({ total: z.int(), acknowledged: z.int(), critical: z.int() }),
});
export type OpenAlerts = z.infer<typeof openAlertsSchema>;
