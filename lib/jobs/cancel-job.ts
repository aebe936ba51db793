import { findJobRow } from "./find-job";
import { jobTurn } from "./job-turn";
import { OWN_CONTROL_KINDS } from "./kinds";
import { notifyJob } from "./run-job";
import type { Job } from "./schemas";
import { jobColumns, type JobRow, toJob } from "./view";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";

/**
 * Cancels a job: a waiting one at once, a running one after the chunk in hand. What is applied stays and is counted.
 * @throws AppError `not_found`; `invalid_transition` for one that has ended.
 */
export async function cancelJob(ctx: Context, jobId: string): Promise<Job> {
  requirePermission(ctx.actor, "jobs:write");
  return transaction(ctx, async (tx) => {
    const found = await findJobRow(tx, jobId);
    if (OWN_CONTROL_KINDS.includes(found.kind)) {
      throw new AppError("invalid_transition", { messageKey: "job_has_own_controls", params: { status: found.status }, extra: { status: found.status } });
    }
    const [job] = await tx.db<JobRow[]>`
      with ${jobTurn(tx.db, found.id)}
      update jobs j set status = case when status = 'queued' then 'cancelled' else 'cancelling' end,
        finished_at = case when status = 'queued' then now() end, version = version + 1
      from turn
      where id = ${found.id} and status in ('queued', 'processing')
      returning ${jobColumns(tx.db)}`;
    if (!job) {
      const { status } = await findJobRow(tx, jobId);
      throw new AppError("invalid_transition", { params: { status }, extra: { status } });
    }
    await recordAudit(tx, { action: "job.cancel", entity: "job", entityId: jobId, data: { processed: job.processed } });
    await notifyJob(tx.db, job);
    return toJob(job);
  });
}
