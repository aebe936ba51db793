import type { z } from "zod";
import { findSyncRow } from "./find-sync";
import type { Report, reportQuery, ReportRow } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";
import { paginate } from "@/lib/http/pagination";

type Query = z.infer<typeof reportQuery>;

/**
 * `GET …/report`: every client that the run skipped, could not attribute or could not write, and every user that Wispro no longer has, with why.
 * @throws AppError `not_found`
 */
export async function readReport(ctx: Context, jobId: string, query: Query): Promise<Report> {
  requirePermission(ctx.actor, "wispro:read");
  const job = await findSyncRow(ctx, jobId);
  const [items, by_reason] = await Promise.all([
    ctx.db<ReportRow[]>`
      select ${columns(ctx.db)} from job_failures where job_id = ${job.id} ${query.reason ? ctx.db`and error = ${query.reason}` : ctx.db``}
      order by item limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<Report["by_reason"]>`
      select detail->>'outcome' as outcome, error as reason, count(*) as count from job_failures where job_id = ${job.id}
      group by 1, 2 order by count desc, error`,
  ]);
  const total = by_reason.filter((row) => !query.reason || row.reason === query.reason).reduce((sum, row) => sum + row.count, 0);
  return { items: [...items], pagination: paginate(query, total), by_reason: [...by_reason] };
}

/** The whole report in batches, for the CSV. @throws AppError `not_found` before the first batch */
export async function exportReport(ctx: Context, jobId: string, query: Query): Promise<AsyncIterable<ReportRow[]>> {
  requirePermission(ctx.actor, "wispro:read");
  const job = await findSyncRow(ctx, jobId);
  const records = ctx.db<ReportRow[]>`
    select ${columns(ctx.db)} from job_failures where job_id = ${job.id} ${query.reason ? ctx.db`and error = ${query.reason}` : ctx.db``}
    order by item`;
  return readInBatches(ctx.db, records, 1000);
}

function columns(db: Queryable) {
  return db`
    detail->>'outcome' as outcome, error as reason, detail->>'id_wispro' as id_wispro, detail->>'wispro_number' as wispro_number,
    detail->>'name' as name, detail->>'identity' as identity, detail->>'why' as detail, coalesce(detail->'user_ids', '[]') as user_ids`;
}
