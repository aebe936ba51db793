import { chunksOf } from "./bulk-status-async";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { accepted, createJob } from "@/lib/jobs/create-job";
import { findJobRow } from "@/lib/jobs/find-job";
import type { AcceptedJob } from "@/lib/jobs/schemas";

/**
 * `POST /api/crm/jobs/{job_id}/undo`: a new job that puts back each lead that still has the state the job gave it; the rest are reported
 * `state_changed`. Undoing is never held back by quotas: it takes a change back.
 * @throws AppError `not_found`, `invalid_transition` while the job runs or for other kinds, `already_undone`, `nothing_to_undo`
 */
export async function undoJob(ctx: Context, jobId: string): Promise<AcceptedJob> {
  requirePermission(ctx.actor, "jobs:write");
  return transaction(ctx, async (tx) => {
    // The lock makes two simultaneous undos one.
    await tx.db`select from jobs where public_id = ${jobId} for no key update`;
    const job = await findJobRow(tx, jobId);
    if (job.kind !== "bulk_status" || !job.finishedAt) throw new AppError("invalid_transition", { params: { status: job.status }, extra: { status: job.status } });
    if (job.undonePublicId) throw new AppError("already_undone", { params: { job_id: job.undonePublicId }, extra: { job_id: job.undonePublicId } });
    const [changed] = await tx.db<{ ids: string | null }[]>`
      select string_agg(lead_id::text, ',' order by lead_id) as ids from lead_history where job_id = ${job.id}`;
    if (!changed?.ids) throw new AppError("nothing_to_undo");
    const ids = Float64Array.from(changed.ids.split(","), Number);
    const undo = await createJob(tx, {
      kind: "lead_undo",
      input: { job_id: job.publicId, estado: job.input.estado },
      total: ids.length,
      clienteId: job.clienteId,
      priority: "high",
      parentId: job.id,
      idChunks: chunksOf(ids),
    });
    return accepted(undo, ids.length);
  });
}
