import { findSync, findSyncRow } from "./find-sync";
import type { AcceptedSync, Sync } from "./schemas";
import { startSync } from "./start-sync";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { cancelJob } from "@/lib/jobs/cancel-job";

/**
 * `POST …/cancel`: stops a run; the pages that are written stay.
 * @throws AppError `not_found`; `invalid_transition` for one that has ended
 */
export async function cancelSync(ctx: Context, jobId: string): Promise<Sync> {
  requirePermission(ctx.actor, "wispro:run");
  await findSyncRow(ctx, jobId);
  await cancelJob(ctx, jobId);
  return findSync(ctx, jobId);
}

/**
 * `POST …/retry`: a new run over all clients, after one that failed or was cancelled. What that one wrote is met unchanged.
 * @throws AppError `not_found`; `invalid_transition` for one that runs or succeeded; `sync_in_progress`
 */
export async function retrySync(ctx: Context, jobId: string): Promise<AcceptedSync> {
  requirePermission(ctx.actor, "wispro:run");
  const job = await findSyncRow(ctx, jobId);
  if (job.status !== "failed" && job.status !== "cancelled") throw new AppError("invalid_transition", { params: { status: job.status }, extra: { status: job.status } });
  return startSync(ctx, job.id);
}
