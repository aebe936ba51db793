import { startBulkJob } from "./bulk-status-async";
import type { LeadFilter } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { findJobRow } from "@/lib/jobs/find-job";
import { holdQuota } from "@/lib/jobs/quota";
import type { AcceptedJob } from "@/lib/jobs/schemas";

/**
 * `POST /api/crm/jobs/{job_id}/retry`: a new job of the failed leads only, and of those that a cancelled or failed job never reached.
 * @throws AppError `not_found`, `invalid_transition` while it runs or for other kinds, `nothing_to_retry`, `rate_limit_exceeded`
 */
export async function retryJob(ctx: Context, jobId: string): Promise<AcceptedJob> {
  requirePermission(ctx.actor, "jobs:write");
  return transaction(ctx, async (tx) => {
    const job = await findJobRow(tx, jobId);
    if (job.kind !== "bulk_status" || !job.finishedAt) throw new AppError("invalid_transition", { params: { status: job.status }, extra: { status: job.status } });
    const [left] = await tx.db<{ ids: string | null }[]>`
      select string_agg(id::text, ',' order by id) as ids from (
        select item as id from job_failures where job_id = ${job.id}
        union
        select unnest(ids) from job_chunks where job_id = ${job.id} and seq >= ${job.cursor}
      ) again`;
    if (!left?.ids) throw new AppError("nothing_to_retry");
    const ids = Float64Array.from(left.ids.split(","), Number);
    await holdQuota(tx, ids.length);
    const input = job.input as { estado: string; expected_estado?: string | string[]; filter?: LeadFilter };
    return startBulkJob(tx, ids, { ...input, priority: job.priority, webhook_url: job.webhookUrl ?? undefined, parentId: job.id });
  });
}
