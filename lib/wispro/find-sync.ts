import type { z } from "zod";
import type { listSyncsQuery, Sync } from "./schemas";
import { toSync } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { paginate, type Pagination } from "@/lib/http/pagination";
import { findJobRow } from "@/lib/jobs/find-job";
import { jobColumns, type JobRow } from "@/lib/jobs/view";

/** A run's row. @throws AppError `not_found`, also for a job of another kind */
export async function findSyncRow(ctx: Context | TransactionContext, jobId: string): Promise<JobRow> {
  const row = await findJobRow(ctx, jobId);
  if (row.kind !== "wispro_sync") throw new AppError("not_found");
  return row;
}

/** `GET /api/users/sync-wispro/{job_id}`. @throws AppError `not_found` */
export async function findSync(ctx: Context, jobId: string): Promise<Sync> {
  requirePermission(ctx.actor, "wispro:read");
  return toSync(await findSyncRow(ctx, jobId));
}

/** `GET /api/users/sync-wispro`: the runs, newest first. */
export async function listSyncs(ctx: Context, query: z.infer<typeof listSyncsQuery>): Promise<{ items: Sync[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "wispro:read");
  const [rows, [count]] = await Promise.all([
    ctx.db<JobRow[]>`
      select ${jobColumns(ctx.db)} from jobs j where j.kind = 'wispro_sync'
      order by j.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from jobs where kind = 'wispro_sync'`,
  ]);
  return { items: rows.map(toSync), pagination: paginate(query, count!.total) };
}
