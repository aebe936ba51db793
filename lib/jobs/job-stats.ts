import type { z } from "zod";
import { visibleJobs } from "./find-job";
import type { jobStatsSchema } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import { cached } from "@/lib/cache/cached";
import { scopeOf } from "@/lib/cache/scope";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { dayOf, instant } from "@/lib/db/instant";
import { report } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";

type JobStats = z.infer<typeof jobStatsSchema>;

const DAYS = 30;

/** Ends with every change of a job that was made more than 22 hours before; a trigger tells of it, whoever writes. */
export const PAST_JOBS_TAG = "past jobs";

/**
 * `GET /api/crm/jobs/stats`: per day of APP_TIMEZONE, the last thirty: jobs, leads, mean and p95 duration. The days before yesterday hardly change
 * any more: they come from the cache.
 */
export async function jobStats(ctx: Context): Promise<JobStats> {
  requirePermission(ctx.actor, "jobs:read");
  const today = dayOf(ctx.now());
  const [recent, past] = await Promise.all([
    countDays(ctx, (db) => db`j.created_at >= ${instant(db, today, -1)}`),
    cached({ kind: "reports", key: ["jobs by day", today], scope: scopeOf(ctx.actor), tags: [PAST_JOBS_TAG] }, () =>
      countDays(ctx, (db) => db`j.created_at >= ${instant(db, today, 1 - DAYS)} and j.created_at < ${instant(db, today, -1)}`),
    ),
  ]);
  return { success: true, days: [...recent, ...past.value] };
}

function countDays(ctx: Context, when: (db: Queryable) => ReturnType<typeof instant>): Promise<JobStats["days"]> {
  return report(ctx, async (db) => {
    const days = await db<JobStats["days"]>`
      select to_char(created_at at time zone ${settings().APP_TIMEZONE}, 'YYYY-MM-DD') as day,
             count(*) as jobs, count(*) filter (where status = 'completed') as completed, count(*) filter (where status = 'failed') as failed,
             sum(processed)::bigint as leads, sum(j.failed)::bigint as failed_leads,
             round(avg(extract(epoch from finished_at - started_at)), 3)::float8 as duration_seconds_mean,
             round((percentile_cont(0.95) within group (order by extract(epoch from finished_at - started_at)))::numeric, 3)::float8 as duration_seconds_p95
      from jobs j
      where ${visibleJobs(db, ctx.actor)} and ${when(db)}
      group by 1 order by 1 desc`;
    return [...days];
  });
}
