import type { Sync } from "./schemas";
import { type JobRow, toJob } from "@/lib/jobs/view";

/** A run of Wispro as the API shows it. */
export function toSync(row: JobRow): Sync {
  const job = toJob(row);
  const count = (name: string) => row.counters[name] ?? 0;
  return {
    success: true,
    job_id: job.job_id,
    status: job.status,
    progress_percent: job.progress_percent,
    pages_done: count("pages_done"),
    total_pages: count("total_pages"),
    total_records: row.total,
    processed: row.processed,
    created: count("created"),
    updated: count("updated"),
    unchanged: row.unchanged,
    skipped: count("skipped"),
    conflicts: count("conflicts"),
    errors: count("errors"),
    repeated: count("repeated"),
    gone: count("gone"),
    passes: count("passes"),
    rate_per_second: job.rate_per_second,
    eta_seconds: job.eta_seconds,
    attempts: job.attempts,
    error: job.error,
    stuck_since: job.stuck_since,
    started_by: row.ownerName,
    created_at: job.created_at,
    started_at: job.started_at,
    finished_at: job.finished_at,
    report_url: `/api/users/sync-wispro/${job.job_id}/report`,
    version: job.version,
  };
}
