import type { z } from "zod";
import { visibleJobs } from "./find-job";
import type { Job, listJobsQuery } from "./schemas";
import { jobColumns, type JobRow, toJob } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { instant } from "@/lib/db/instant";
import { readInBatches } from "@/lib/db/report";
import { paginate, type Pagination } from "@/lib/http/pagination";

export type ListJobsQuery = z.infer<typeof listJobsQuery>;

/** `GET /api/crm/jobs`: the jobs the actor may see, newest first. Jobs are cleaned up after days, so they stay countable. */
export async function listJobs(ctx: Context, query: ListJobsQuery): Promise<{ items: Job[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "jobs:read");
  const where = jobFilter(ctx, query);
  const [rows, [count]] = await Promise.all([
    ctx.db<JobRow[]>`
      select ${jobColumns(ctx.db)} from jobs j where ${where}
      order by j.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from jobs j where ${where}`,
  ]);
  return { items: rows.map(toJob), pagination: paginate(query, count!.total) };
}

/** Every job that matches, in batches, for the export. */
export async function* exportJobs(ctx: Context, query: ListJobsQuery): AsyncGenerator<Job[]> {
  requirePermission(ctx.actor, "jobs:read");
  const jobs = ctx.db<JobRow[]>`select ${jobColumns(ctx.db)} from jobs j where ${jobFilter(ctx, query)} order by j.id desc`;
  for await (const batch of readInBatches(ctx.db, jobs, 500)) yield batch.map(toJob);
}

function jobFilter({ db, actor }: Context, query: ListJobsQuery) {
  const [ownerKind, ownerId] = query.owner?.split(":") ?? [];
  return db`
    ${visibleJobs(db, actor)}
    ${query.status ? db`and j.status = any(${query.status})` : db``}
    ${query.kind ? db`and j.kind = any(${query.kind})` : db``}
    ${ownerKind ? db`and j.owner_kind = ${ownerKind} and j.owner_id = ${ownerId!}` : db``}
    ${query.created_after ? db`and j.created_at >= ${instant(db, query.created_after)}` : db``}
    ${query.created_before ? db`and j.created_at < ${instant(db, query.created_before, 1)}` : db``}`;
}
