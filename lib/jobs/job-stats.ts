import type { z } from "zod";
import { visibleJobs } from "./find-job";
import type { jobStatsSchema } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { report } from "@/lib/db/report";

/** `GET /api/crm/jobs/stats`: per day of APP_TIMEZONE, the last thirty: jobs, leads, mean and p95 duration. */
export async function jobStats(ctx: Context): Promise<z.infer<typeof jobStatsSchema>> {
  requirePermission(ctx.actor, "jobs:read");
  const days = await report(ctx, (db) => db<z.infer<typeof jobStatsSchema>["days"]>`
    select to_char(created_at at time zone ${settings().APP_TIMEZONE}, 'YYYY-MM-DD') as day,
           count(*) as jobs, count(*) filter (where status = 'completed') as completed, count(*) filter (where status = 'failed') as failed,
           sum(processed)::bigint as leads, sum(j.failed)::bigint as failed_leads,
           round(avg(extract(epoch from finished_at - started_at)), 3)::float8 as duration_seconds_mean,
           round((percentile_cont(0.95) within group (order by extract(epoch from finished_at - started_at)))::numeric, 3)::float8 as duration_seconds_p95
    from jobs j
    where ${visibleJobs(db, ctx.actor)} and created_at >= now() - interval '30 days'
    group by 1 order by 1 desc`);
  return { success: true, days: [...days] };
}
