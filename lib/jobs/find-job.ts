import type { Job } from "./schemas";
import { jobColumns, type JobRow, toJob } from "./view";
import type { Actor } from "@/lib/auth/actor";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";

/** A tenant sees its own jobs; everybody else who may read jobs sees all. */
export function visibleJobs(db: Queryable, actor: Actor) {
  return actor.clienteId === null ? db`true` : db`j.cliente_id = ${actor.clienteId}`;
}

/**
 * A job by its public id.
 * @throws AppError `not_found`, also for another tenant's job.
 */
export async function findJobRow(ctx: Context | TransactionContext, jobId: string): Promise<JobRow> {
  const [row] = await ctx.db<JobRow[]>`
    select ${jobColumns(ctx.db)} from jobs j where j.public_id = ${jobId} and ${visibleJobs(ctx.db, ctx.actor)}`;
  if (!row) throw new AppError("not_found");
  return row;
}

/** `GET /api/crm/jobs/{job_id}`. @throws AppError `not_found` */
export async function findJob(ctx: Context, jobId: string): Promise<Job> {
  requirePermission(ctx.actor, "jobs:read");
  return toJob(await findJobRow(ctx, jobId));
}
