import { finishJob } from "./run-job";
import { jobColumns, type JobRow } from "./view";
import { JOB_KINDS, OWN_CONTROL_KINDS, QUEUE_PRIORITY } from "./kinds";
import { QUEUE_MAX_ATTEMPTS } from "./create-job";
import type { Context } from "@/lib/context/context";

const COMPLETED_DAYS = 7;
const FAILED_DAYS = 30;
const STUCK_MINUTES = 5;
const UPLOAD_HOURS = 24;

export interface CleanupReport {
  completed_removed: number;
  failed_removed: number;
  timed_out: number;
  stuck: number;
  uploads_removed: number;
  idempotency_keys_removed: number;
}

/** Removes old jobs, forgotten uploads and old idempotency keys; fails the overdue and flags the stuck. Safe to run at any time. */
export async function cleanupJobs(ctx: Context): Promise<CleanupReport> {
  const { db } = ctx;
  const watched = await watchJobs(ctx);
  const removed = await db<{ status: string }[]>`
    delete from jobs
    where (status in ('completed', 'cancelled') and finished_at < now() - make_interval(days => ${COMPLETED_DAYS}))
       or (status = 'failed' and finished_at < now() - make_interval(days => ${FAILED_DAYS}))
    returning status`;
  const chunks = await db`
    delete from job_chunks c using (
      select distinct job_id from job_chunks k where not exists (select from jobs j where j.id = k.job_id)
        and not exists (select from job_chunks young where young.job_id = k.job_id and young.created_at > now() - make_interval(hours => ${UPLOAD_HOURS}))
    ) orphan where c.job_id = orphan.job_id`;
  const keys = await db`delete from idempotency_keys where created_at < now() - interval '24 hours'`;
  const report = {
    completed_removed: removed.filter((row) => row.status !== "failed").length,
    failed_removed: removed.filter((row) => row.status === "failed").length,
    ...watched,
    uploads_removed: chunks.count,
    idempotency_keys_removed: keys.count,
  };
  ctx.log.info(report, "clean-up done");
  return report;
}

/** The part of the clean-up that runs each minute: jobs past their time limit are failed, jobs without progress are flagged and queued anew. */
export async function watchJobs(ctx: Context): Promise<{ timed_out: number; stuck: number }> {
  const timedOut = await failOverdueJobs(ctx);
  const stuck = await ctx.db<{ publicId: string }[]>`
    update jobs set stuck_at = now(), version = version + 1
    where status in ('queued', 'processing', 'cancelling') and stuck_at is null and kind <> all(${OWN_CONTROL_KINDS})
      and coalesce(progress_at, created_at) < now() - make_interval(mins => ${STUCK_MINUTES})
    returning public_id as "publicId"`;
  for (const { publicId } of stuck) ctx.log.error({ job_id: publicId }, "job without progress: check that a worker runs and look at the job's page");
  await requeueLostJobs(ctx);
  return { timed_out: timedOut, stuck: stuck.count };
}

async function failOverdueJobs(ctx: Context): Promise<number> {
  return ctx.db.begin(async (db) => {
    const overdue = await db<JobRow[]>`
      select ${jobColumns(db)} from jobs j
      where j.status in ('processing', 'cancelling') and j.started_at < now() - make_interval(secs => j.time_limit_seconds)
        and j.kind <> all(${OWN_CONTROL_KINDS})
      order by j.id for no key update of j skip locked`;
    for (const job of overdue) {
      await finishJob(db, job, "failed", "timed_out");
      ctx.log.error({ job_id: job.publicId }, "job failed: over its time limit");
    }
    return overdue.length;
  });
}

/** A job whose queue entry is gone (removed by hand, say) would wait for ever. */
async function requeueLostJobs(ctx: Context): Promise<void> {
  const pending = await ctx.db<Pick<JobRow, "id" | "publicId" | "kind" | "priority">[]>`
    select id, public_id as "publicId", kind, priority from jobs j
    where status in ('queued', 'processing', 'cancelling') and coalesce(progress_at, created_at) < now() - interval '1 minute'
      and not exists (select from graphile_worker._private_jobs q where (q.payload->>'jobId')::bigint = j.id)`;
  for (const job of pending) {
    ctx.log.warn({ job_id: job.publicId }, "job had no queue entry: queued again");
    await ctx.db`
      select graphile_worker.add_job(${JOB_KINDS[job.kind].task}, json_build_object('jobId', ${job.id}::bigint),
        max_attempts => ${QUEUE_MAX_ATTEMPTS}::int, priority => ${QUEUE_PRIORITY[job.priority]}::int)`;
  }
}
