import type { StatusTone } from "@/components/ui/status";
import type { Job, JobStatus } from "@/lib/jobs/schemas";

export const STATUS_TONES: Record<JobStatus, StatusTone> = {
  queued: "neutral",
  processing: "running",
  cancelling: "running",
  completed: "ok",
  failed: "danger",
  cancelled: "neutral",
};

const ENDED: ReadonlyArray<JobStatus> = ["completed", "failed", "cancelled"];

/** Has it come to its end, one way or another? */
export function hasEnded({ status }: Pick<Job, "status">): boolean {
  return ENDED.includes(status);
}

/** Can it be stopped from here? Campaigns are stopped in their own room. */
export function canCancel({ status, kind }: Job): boolean {
  return (status === "queued" || status === "processing") && kind !== "campaign";
}

/** How many leads a retry would take: those that failed, and those that an early end never reached. */
export function retryable(job: Job): number {
  if (job.kind !== "bulk_status" || !hasEnded(job)) return 0;
  return job.failed + (job.total_leads - job.processed_leads);
}

/** How many changes could be taken back. */
export function undoable(job: Job): number {
  return job.kind === "bulk_status" && hasEnded(job) && job.undone_by_job_id === null ? job.updated : 0;
}

/** A number that fits in a line: "bulk_…3f9a2c". The whole one stands on the job's page. */
export function shortId(jobId: string): string {
  return jobId.length > 16 ? `${jobId.split("_")[0]}_…${jobId.slice(-6)}` : jobId;
}
