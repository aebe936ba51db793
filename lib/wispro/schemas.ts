import { z } from "zod";
import { pageQuery, paginated } from "@/lib/http/pagination";
import { JOB_STATUSES, jobParams } from "@/lib/jobs/schemas";
import { PINNABLE } from "@/lib/users/schemas";
import { NOTHING_TO_CHANGE, namesSomething } from "@/lib/http/rules";

export const syncParams = jobParams;

/** A run as the API shows it. Counts are of clients. */
export const syncSchema = z.object({
  success: z.literal(true),
  job_id: z.string(),
  status: z.enum(JOB_STATUSES),
  progress_percent: z.number().min(0).max(100),
  pages_done: z.int().describe("Pages written of the pass under way"),
  total_pages: z.int(),
  total_records: z.int().describe("What Wispro says it has"),
  processed: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int().describe("Without an identity number that names somebody, or without a name"),
  conflicts: z.int(),
  errors: z.int().describe("Malformed, or refused by the database"),
  repeated: z.int().describe("Came more than once in this run; counted once"),
  gone: z.int().describe("Users whose client Wispro no longer has"),
  passes: z.int().describe("How often the list was read anew because it ended short"),
  rate_per_second: z.number().nullable(),
  eta_seconds: z.int().nullable(),
  attempts: z.int(),
  error: z.string().nullable().describe("Why it failed, as a code"),
  stuck_since: z.iso.datetime().nullable(),
  started_by: z.string(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  report_url: z.string(),
  version: z.int(),
});
export type Sync = z.infer<typeof syncSchema>;

export const acceptedSyncSchema = z.object({
  success: z.literal(true),
  message: z.string(),
  job_id: z.string(),
  check_status_url: z.string(),
});
export type AcceptedSync = z.infer<typeof acceptedSyncSchema>;

export const listSyncsQuery = pageQuery;
export const listSyncsSchema = paginated(syncSchema);
export type SyncPage = z.infer<typeof listSyncsSchema>;

export const REPORT_OUTCOMES = ["skipped", "conflict", "error", "gone"] as const;

/** A client that a run did not take, or a user that Wispro no longer has. */
export const reportRowSchema = z.object({
  outcome: z.enum(REPORT_OUTCOMES),
  reason: z.string(),
  id_wispro: z.string().nullable(),
  wispro_number: z.string().nullable(),
  name: z.string().nullable(),
  identity: z.string().nullable().describe("All but the last three digits hidden"),
  detail: z.string().nullable(),
  user_ids: z.array(z.int()),
});
export type ReportRow = z.infer<typeof reportRowSchema>;
export const REPORT_COLUMNS = ["outcome", "reason", "id_wispro", "wispro_number", "name", "identity", "detail", "user_ids"] as const satisfies (keyof ReportRow)[];

export const reportQuery = pageQuery.extend({
  reason: z.string().max(80).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});

export const reportSchema = paginated(reportRowSchema).extend({
  by_reason: z.array(z.object({ outcome: z.enum(REPORT_OUTCOMES), reason: z.string(), count: z.int() })),
});
export type Report = z.infer<typeof reportSchema>;

export const connectionSchema = z.object({
  success: z.literal(true),
  state: z.enum(["connected", "not_configured", "unauthorized", "licence_expired", "unreachable", "failed"]),
  simulated: z.boolean(),
  total_records: z.int().nullable(),
  reason: z.string().nullable(),
  duration_ms: z.int(),
});
export type Connection = z.infer<typeof connectionSchema>;

export const wisproSettingsSchema = z.object({ nightly_enabled: z.boolean(), initial_credentials_enabled: z.boolean() });
export type WisproSettings = z.infer<typeof wisproSettingsSchema>;
export const updateWisproSettingsSchema = z.strictObject(wisproSettingsSchema.shape).partial().refine(namesSomething, NOTHING_TO_CHANGE);

const candidateSchema = z.object({
  id: z.int(),
  name: z.string(),
  code: z.string().nullable(),
  identity: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  city: z.string().nullable(),
  zone: z.string().nullable(),
  id_wispro: z.string().nullable(),
  created_at: z.iso.datetime(),
});

export const conflictSchema = z.object({
  id: z.int(),
  id_wispro: z.string(),
  reason: z.enum(["two_users", "user_claimed"]),
  client: z.record(z.string(), z.string().nullable()),
  candidates: z.array(candidateSchema),
  found_at: z.iso.datetime(),
});
export type Conflict = z.infer<typeof conflictSchema>;
export const listConflictsSchema = paginated(conflictSchema);
export type ConflictPage = z.infer<typeof listConflictsSchema>;

export const settleConflictSchema = z.discriminatedUnion("resolution", [
  z.strictObject({ resolution: z.literal("use_user"), user_id: z.int().positive() }),
  z.strictObject({ resolution: z.literal("keep_apart") }),
]);
export type SettleConflict = z.infer<typeof settleConflictSchema>;

export const settledSchema = z.object({ success: z.literal(true), user_id: z.int() });

/** A user that came from Wispro. */
export const clientSchema = z.object({
  id: z.int(),
  code: z.string().nullable(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phone_mobile: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  zone: z.string().nullable(),
  identity: z.string().nullable().describe("All but the last three digits hidden"),
  pinned: z.array(z.enum(PINNABLE)).describe("Fields that a run leaves as they are"),
});
export type Client = z.infer<typeof clientSchema>;

export const listClientsQuery = pageQuery.extend({ search: z.string().trim().max(100).optional() });
export const listClientsSchema = paginated(clientSchema);
export type ClientPage = z.infer<typeof listClientsSchema>;

const value = z.string().trim().max(500).nullable().optional();

/** New values, and which fields are pinned from now on; what is left out stays. */
export const updateClientSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  email: value,
  phone: value,
  phone_mobile: value,
  address: value,
  city: value,
  zone: value,
  pinned: z.array(z.enum(PINNABLE)).max(PINNABLE.length).optional(),
});
export type UpdateClient = z.infer<typeof updateClientSchema>;
