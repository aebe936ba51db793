import { visibleJobs } from "./find-job";
import { JOB_KIND_NAMES, type JobKind } from "./kinds";
import type { OverviewStats, QueueStats } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

/** The kinds whose items are leads. */
const LEAD_KINDS: JobKind[] = ["bulk_status", "lead_undo", "lead_import"];

/** Today by the hour against yesterday, and how each kind's queue does; within what the actor may see. */
export async function overviewStats(ctx: Context): Promise<OverviewStats> {
  requirePermission(ctx.actor, "overview:read");
  const visible = visibleJobs(ctx.db, ctx.actor);
  const [counted, queues, [now]] = await Promise.all([
    countHours(ctx),
    queueStats(ctx),
    ctx.db<{ hour: number; hasJobs: boolean }[]>`
      select extract(hour from now() at time zone ${settings().APP_TIMEZONE})::int as hour, exists (select from jobs j where ${visible}) as "hasJobs"`,
  ]);
  const hours = Array.from({ length: 24 }, (_, hour) => {
    const today = counted.find((row) => row.isToday && row.hour === hour);
    const yesterday = counted.find((row) => !row.isToday && row.hour === hour);
    return { hour, total: hour > now!.hour ? null : (today?.total ?? 0), failed: today?.failed ?? 0, yesterday: yesterday?.total ?? 0 };
  });
  return { current_hour: now!.hour, hours, queues, has_jobs: now!.hasJobs };
}

/**
 * Chunks by the hour they were done in. Found through their jobs, which an index on `finished_at` finds; an index on `done_at` would make
 * every chunk's update write two indexes more.
 */
async function countHours({ db, actor }: Context): Promise<{ isToday: boolean; hour: number; total: number; failed: number }[]> {
  const zone = settings().APP_TIMEZONE;
  return db`
    with days as (
      select today, date_trunc('day', today - interval '1 hour', ${zone}) as yesterday from date_trunc('day', now(), ${zone}) as today
    )
    select c.done_at >= days.today as "isToday", extract(hour from c.done_at at time zone ${zone})::int as hour,
           sum(c.updated + c.unchanged + c.failed)::bigint as total, sum(c.failed)::bigint as failed
    from days cross join jobs j join job_chunks c on c.job_id = j.id
    where ${visibleJobs(db, actor)} and j.kind = any(${LEAD_KINDS}) and j.input->>'dry_run' is distinct from 'true'
      and (j.finished_at is null or j.finished_at >= days.yesterday) and c.done_at >= days.yesterday
    group by 1, 2`;
}

/** One row for every kind, in the kinds' order. */
async function queueStats({ db, actor }: Context): Promise<QueueStats[]> {
  return db<QueueStats[]>`
    select k.kind, count(*) filter (where j.status = 'queued') as waiting,
      extract(epoch from now() - min(j.created_at) filter (where j.status = 'queued'))::float8 as oldest_waiting_seconds,
      percentile_cont(0.95) within group (order by extract(epoch from j.started_at - j.created_at)) as start_delay_seconds_p95,
      percentile_cont(0.95) within group (order by extract(epoch from j.finished_at - j.started_at)) as run_seconds_p95
    from unnest(${JOB_KIND_NAMES}::text[]) with ordinality as k (kind, place)
    left join jobs j on j.kind = k.kind and ${visibleJobs(db, actor)} and (j.finished_at is null or j.finished_at > now() - interval '24 hours')
    group by k.kind, k.place order by k.place`;
}
