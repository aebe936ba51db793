import { z } from "zod";
import { SESSION_STATUSES, sessionId } from "./report-schemas";
import { pageQuery, paginated } from "@/lib/http/pagination";

export const DESIRED = ["running", "stopped", "logged_out"] as const;

export const sessionParams = z.object({ id: sessionId });

export const sessionSchema = z.object({
  id: z.string(),
  user_id: z.int().nullable(),
  user_name: z.string().nullable(),
  desired: z.enum(DESIRED).describe("What was asked for; the gateway follows"),
  status: z.enum(SESSION_STATUSES).describe("What the gateway last reported"),
  reason: z.string().nullable().describe("Why it is not active"),
  close_code: z.int().nullable(),
  phone: z.string().nullable().describe("The paired number, all but its ends hidden"),
  name: z.string().nullable(),
  owner: z.string().nullable().describe("The gateway that holds it"),
  has_qr: z.boolean().describe("There is a QR to scan: GET …/qr.svg"),
  qr_expires_at: z.iso.datetime().nullable(),
  qr_version: z.string().nullable().describe("Another one, another picture"),
  last_seen_at: z.iso.datetime().nullable(),
  status_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
});
export type Session = z.infer<typeof sessionSchema>;

export const ACTIVE_SOURCES = ["memory", "redis", "database", "assumed"] as const;
export const foundSessionSchema = sessionSchema.extend({
  active: z.boolean().describe("Is it active? When nothing can be asked: yes, with active_source `assumed`"),
  active_source: z.enum(ACTIVE_SOURCES),
});
export type FoundSession = z.infer<typeof foundSessionSchema>;

export const listSessionsQuery = pageQuery.extend({
  status: z.enum(SESSION_STATUSES).optional(),
  logged_out: z.stringbool().default(false).describe("Those that were logged out too"),
  search: z.string().trim().min(1).max(100).optional().describe("In the user's name and the session's id"),
  format: z.enum(["json", "csv"]).default("json"),
});
export const listSessionsSchema = paginated(sessionSchema);
export type SessionPage = z.infer<typeof listSessionsSchema>;

export const startSessionSchema = z.strictObject({ user_id: z.int().positive().describe("Whose session it is; one that there is already is started again") });
export const orderedSchema = z.object({ success: z.literal(true), sessionId: z.string() });
export type Ordered = z.infer<typeof orderedSchema>;

const gauges = z.record(z.string(), z.union([z.number(), z.string(), z.null()]));
export const gatewayGaugesSchema = z.object({
  sessions: z.record(z.enum(SESSION_STATUSES), z.int()),
  gateways: z.array(z.object({ id: z.string(), host: z.string(), started_at: z.iso.datetime(), alive: z.boolean(), sessions: z.int(), batch: gauges.nullable(), cache: gauges.nullable() })),
  waiting: z.int().describe("Statuses in the table that the web has not taken yet"),
  assumed_active: z.int().describe("How often this process said active because nothing could be asked"),
});
export type GatewayGauges = z.infer<typeof gatewayGaugesSchema>;
