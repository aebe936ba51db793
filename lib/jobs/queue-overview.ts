import { visibleJobs } from "./find-job";
import { needsAttention } from "./needs-attention";
import type { QueueOverview } from "./schemas";
import { jobColumns, type JobRow, toJob } from "./view";
import { may, requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

const RUNNING_SHOWN = 50;
/** A worker writes its heartbeat every second. */
const ALIVE_SECONDS = 10;

/** `GET /api/crm/queue`: what runs and waits now, within what the actor may see, and which workers are there. */
export async function queueOverview(ctx: Context): Promise<QueueOverview> {
  requirePermission(ctx.actor, "overview:read");
  const { db } = ctx;
  const visible = visibleJobs(db, ctx.actor);
  const [running, [counts], [waiting], workers] = await Promise.all([
    db<JobRow[]>`
      select ${jobColumns(db)} from jobs j where ${visible} and j.status in ('queued', 'processing', 'cancelling')
      order by j.started_at nulls last, j.id limit ${RUNNING_SHOWN}`,
    db<{ queued: number; processing: number; oldest: number | null; startP95: number | null; runP95: number | null }[]>`
      select (select count(*) from jobs j where ${visible} and status = 'queued') as queued,
             (select count(*) from jobs j where ${visible} and status in ('processing', 'cancelling')) as processing,
             (select extract(epoch from now() - min(created_at))::float8 from jobs j where ${visible} and status = 'queued') as oldest,
             percentile_cont(0.95) within group (order by extract(epoch from started_at - created_at)) as "startP95",
             percentile_cont(0.95) within group (order by extract(epoch from finished_at - started_at)) as "runP95"
      from jobs j where ${visible} and created_at > now() - interval '1 hour'`,
    db<{ count: number }[]>`select count(*) from jobs j where ${visible} and ${needsAttention(db)}`,
    may(ctx.actor, "queue:read") ? listWorkers(ctx) : [],
  ]);
  return {
    success: true,
    running: running.map(toJob),
    counts: { queued: counts!.queued, processing: counts!.processing },
    needs_attention: waiting!.count,
    oldest_waiting_seconds: counts!.oldest,
    start_delay_seconds_p95: counts!.startP95,
    run_seconds_p95: counts!.runP95,
    workers,
  };
}

/** Workers that live, and those that stopped answering in the last hour without saying goodbye. */
export async function listWorkers(ctx: Pick<Context, "db">): Promise<QueueOverview["workers"]> {
  const rows = await ctx.db<{ id: string; host: string; pid: number; concurrency: number; startedAt: Date; seenAt: Date; alive: boolean }[]>`
    select pool_id as id, host, pid, concurrency, started_at as "startedAt", seen_at as "seenAt",
           stopped_at is null and seen_at > now() - make_interval(secs => ${ALIVE_SECONDS}) as alive
    from worker_pools where stopped_at is null and seen_at > now() - interval '1 hour' order by started_at`;
  return rows.map(({ startedAt, seenAt, ...row }) => ({ ...row, started_at: startedAt.toISOString(), seen_at: seenAt.toISOString() }));
}
