import type { z } from "zod";
import { findJobRow } from "./find-job";
import type { Chunk, failureSchema, listFailuresQuery } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import { paginate, type Pagination } from "@/lib/http/pagination";

export type Failure = z.infer<typeof failureSchema>;
type Query = z.infer<typeof listFailuresQuery>;

export interface FailureList {
  items: Failure[];
  pagination: Pagination;
  by_reason: { error: string; count: number }[];
}

/** `GET /api/crm/jobs/{job_id}/failures`: what the job could not do, with why, and how many there are of each reason. */
export async function listFailures(ctx: Context, jobId: string, query: Query): Promise<FailureList> {
  requirePermission(ctx.actor, "jobs:read");
  const job = await findJobRow(ctx, jobId);
  const reason = query.error ? ctx.db`and error = ${query.error}` : ctx.db``;
  const [items, reasons] = await Promise.all([
    ctx.db<Failure[]>`
      select item as lead_id, error, detail from job_failures where job_id = ${job.id} ${reason}
      order by item limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ error: string; count: number }[]>`
      select error, count(*) as count from job_failures where job_id = ${job.id} group by error order by count desc, error`,
  ]);
  const total = reasons.filter((r) => !query.error || r.error === query.error).reduce((sum, r) => sum + r.count, 0);
  return { items: [...items], pagination: paginate(query, total), by_reason: [...reasons] };
}

/** Every failure of a job, in batches, for the CSV. @throws AppError `not_found` before the first batch. */
export async function exportFailures(ctx: Context, jobId: string): Promise<AsyncIterable<Failure[]>> {
  requirePermission(ctx.actor, "jobs:read");
  const job = await findJobRow(ctx, jobId);
  return readInBatches(ctx.db, ctx.db<Failure[]>`select item as lead_id, error, detail from job_failures where job_id = ${job.id} order by item`, 1000);
}

/** The job's chunks, for its page: which are done, how fast, with how many failures. */
export async function listChunks(ctx: Context, jobId: string): Promise<{ items: Chunk[] }> {
  requirePermission(ctx.actor, "jobs:read");
  const job = await findJobRow(ctx, jobId);
  const rows = await ctx.db<(Omit<Chunk, "done_at"> & { done_at: Date | null })[]>`
    select seq, size, updated, unchanged, failed, duration_ms, done_at from job_chunks where job_id = ${job.id} order by seq limit 2000`;
  return { items: rows.map((row) => ({ ...row, done_at: row.done_at?.toISOString() ?? null })) };
}
