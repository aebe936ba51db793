import { z } from "zod";
import { JOB_KIND_NAMES, PRIORITIES } from "./kinds";
import { oneOrMore } from "@/lib/http/list-query";
import { pageQuery, paginated } from "@/lib/http/pagination";

export const JOB_STATUSES = ["queued", "processing", "completed", "failed", "cancelling", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const jobParams = z.object({ job_id: z.string().regex(/^[a-z]+_[a-z0-9_]{1,60}$/) });

/** A job as the API shows it. */
export const jobSchema = z.object({
  success: z.literal(true),
  job_id: z.string(),
  kind: z.enum(JOB_KIND_NAMES),
  status: z.enum(JOB_STATUSES),
  priority: z.enum(PRIORITIES),
  progress_percent: z.number().min(0).max(100),
  processed_leads: z.int(),
  total_leads: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  counters: z.record(z.string(), z.int()).describe("Counters of a kind's own"),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  progress_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  stuck_since: z.iso.datetime().nullable().describe("Set while the job makes no progress"),
  eta_seconds: z.int().nullable(),
  rate_per_second: z.number().nullable().describe("Items a second since it started"),
  error: z.string().nullable(),
  attempts: z.int(),
  owner: z.object({ kind: z.enum(["user", "key", "system"]), id: z.int().nullable(), name: z.string() }),
  cliente_id: z.int().nullable(),
  cliente_name: z.string().nullable(),
  input: z.record(z.string(), z.unknown()),
  parent_job_id: z.string().nullable().describe("The job that this one retries or undoes"),
  undone_by_job_id: z.string().nullable(),
  webhook_url: z.string().nullable(),
  worker_id: z.string().nullable(),
  check_status_url: z.string(),
  version: z.int(),
});
export type Job = z.infer<typeof jobSchema>;

/** What a verb that creates a job answers. */
export const acceptedJobSchema = z.object({
  success: z.literal(true),
  job_id: z.string(),
  status: z.literal("queued"),
  total_leads: z.int(),
  check_status_url: z.string(),
});
export type AcceptedJob = z.infer<typeof acceptedJobSchema>;

const instant = z.iso.datetime({ offset: true }).or(z.iso.date()).describe("An instant, or a day of APP_TIMEZONE, both ends included");

export const listJobsQuery = pageQuery.extend({
  status: oneOrMore(JOB_STATUSES).optional(),
  kind: oneOrMore(JOB_KIND_NAMES).optional(),
  owner: z.string().regex(/^(user|key):\d{1,15}$/).optional().describe("user:ID or key:ID"),
  created_after: instant.optional(),
  created_before: instant.optional(),
  format: z.enum(["json", "csv"]).default("json"),
});

export const listJobsSchema = paginated(jobSchema);

export const failureSchema = z.object({
  lead_id: z.int().describe("The lead's id; in an import the line of the file"),
  error: z.string(),
  detail: z.record(z.string(), z.unknown()).nullable(),
});

export const listFailuresQuery = pageQuery.extend({ error: z.string().max(80).optional(), format: z.enum(["json", "csv"]).default("json") });

export const listFailuresSchema = paginated(failureSchema).extend({
  by_reason: z.array(z.object({ error: z.string(), count: z.int() })),
});
export type FailurePage = z.infer<typeof listFailuresSchema>;

export const chunkSchema = z.object({
  seq: z.int(),
  size: z.int(),
  updated: z.int().nullable(),
  unchanged: z.int().nullable(),
  failed: z.int().nullable(),
  duration_ms: z.int().nullable(),
  done_at: z.iso.datetime().nullable(),
});

export const jobStatsSchema = z.object({
  success: z.literal(true),
  days: z.array(
    z.object({
      day: z.iso.date(),
      jobs: z.int(),
      completed: z.int(),
      failed: z.int(),
      leads: z.int(),
      failed_leads: z.int(),
      duration_seconds_mean: z.number().nullable(),
      duration_seconds_p95: z.number().nullable(),
    }),
  ),
});

const workerSchema = z.object({ id: z.string(), host: z.string(), pid: z.int(), concurrency: z.int(), started_at: z.iso.datetime(), seen_at: z.iso.datetime(), alive: z.boolean() });

export const queueOverviewSchema = z.object({
  success: z.literal(true),
  running: z.array(jobSchema),
  counts: z.object({ queued: z.int(), processing: z.int() }),
  needs_attention: z.int().describe("Jobs that wait for a person: stuck, failed or with failures, the last day, not yet retried or undone"),
  oldest_waiting_seconds: z.number().nullable(),
  start_delay_seconds_p95: z.number().nullable().describe("Accepted → started, the last hour"),
  run_seconds_p95: z.number().nullable().describe("Started → finished, the last hour"),
  workers: z.array(workerSchema),
});
export type QueueOverview = z.infer<typeof queueOverviewSchema>;

export const LIMIT_NAMES = ["max_pending_jobs", "max_jobs_per_day", "max_leads_per_job", "max_leads_per_day", "cooldown_seconds"] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

export const limitSchema = z.object({
  name: z.enum(LIMIT_NAMES),
  max: z.int(),
  used: z.int(),
  remaining: z.int(),
  resets_at: z.iso.datetime().nullable().describe("When `used` falls by itself; null where it does not"),
});
export type LimitView = z.infer<typeof limitSchema>;

export const limitsSchema = z.object({ success: z.literal(true), limits: z.array(limitSchema) });

/** A job that waits for a person, with the commonest reasons of its failures. */
export interface AttentionItem {
  kind: "stuck" | "failed" | "failures";
  /** When it came to that. */
  since: string;
  job: Job;
  reasons: { error: string; count: number }[];
}

export interface HourCount {
  /** 0 to 23, in APP_TIMEZONE. */
  hour: number;
  /** Leads processed today, the failed among them; null for an hour still to come. */
  total: number | null;
  failed: number;
  yesterday: number;
}

export interface QueueStats {
  kind: Job["kind"];
  waiting: number;
  oldest_waiting_seconds: number | null;
  /** Accepted → started, of the last day. */
  start_delay_seconds_p95: number | null;
  /** Started → finished, of the last day. */
  run_seconds_p95: number | null;
}

export interface OverviewStats {
  current_hour: number;
  /** All 24, in order. */
  hours: HourCount[];
  queues: QueueStats[];
  /** Are there any jobs at all, of any age? */
  has_jobs: boolean;
}

/** Who has created jobs; `owner` is `user:ID` or `key:ID`, as the list's filter takes it. */
export interface JobOwner {
  owner: string;
  name: string;
}

export type JobPage = z.infer<typeof listJobsSchema>;
export type Chunk = z.infer<typeof chunkSchema>;
