import { expectReconcile } from "./reconcile-queue";
import { notifyCampaign } from "./notify";
import { runCampaign } from "./run-campaign";
import { startInTransaction } from "./start-campaign";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";

const RESULTS_DAYS = 7;
const KEEP_COMPLETED_BATCHES = 100;
const KEEP_FAILED_BATCHES = 50;
/** A batch that is active longer than this raises an alert, whatever its pace. */
const BATCH_LIMIT_MINUTES = 60;

/**
 * What a campaign's clock does each minute: starts what is due, resumes what was paused by the clock, and sets going again what stands still. Each step
 * is a conditional update, so that several workers, or one that comes back after days, do it once.
 */
export async function watchCampaigns(ctx: Context): Promise<void> {
  await startDue(ctx);
  await resumeDue(ctx);
  const running = await ctx.db<{ jobId: number; id: number; unknown: number }[]>`
    select id, job_id as "jobId", unknown from campaigns where status in ('queued', 'sending') and job_id is not null`;
  for (const { jobId } of running) await runCampaign(ctx, jobId);
  const looking = await ctx.db<{ id: number; jobId: number }[]>`
    select id, job_id as "jobId" from campaigns where unknown > 0 and job_id is not null and status not in ('queued', 'sending')`;
  for (const { id, jobId } of looking) await expectReconcile(ctx.db, { campaignId: id, jobId });
  await raiseAlerts(ctx);
}

/** Starts each campaign whose hour has come, once; an overdue one at once. One that nobody is left for fails with the reason. */
async function startDue(ctx: Context): Promise<void> {
  const due = await ctx.db<{ id: number }[]>`select id from campaigns where status = 'scheduled' and scheduled_at <= now() order by scheduled_at`;
  for (const { id } of due) {
    try {
      await ctx.db.begin(async (db) => {
        const [still] = await db`select 1 from campaigns where id = ${id} and status = 'scheduled' and scheduled_at <= now() for update skip locked`;
        if (still) await startInTransaction({ ...ctx, db }, id);
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await ctx.db`
        update campaigns set status = 'failed', reason = ${error.code}, finished_at = now(), version = version + 1 where id = ${id} and status = 'scheduled'`;
      await notifyCampaign(ctx.db, { id, status: "failed" });
    }
  }
}

async function resumeDue(ctx: Context): Promise<void> {
  const resumed = await ctx.db<{ id: number; jobId: number }[]>`
    update campaigns set status = 'sending', reason = null, paused_at = null, resume_at = null, version = version + 1
    where status = 'paused' and reason in ('quiet_hours', 'daily_cap') and resume_at <= now()
    returning id, job_id as "jobId"`;
  for (const { id } of resumed) await notifyCampaign(ctx.db, { id, status: "sending" });
}

/** Opens the alerts that hold now and resolves those that hold no more. Breaker and pauses raise theirs themselves. */
async function raiseAlerts(ctx: Context): Promise<void> {
  const { db } = ctx;
  const { MAX_CONCURRENT_BATCHES } = settings();
  await db`
    with holds as (
      select 'failure_rate' as kind, null::bigint as sender_id, id as campaign_id,
        jsonb_build_object('share', round(length(replace(recent_outcomes, '0', '')) / 200.0, 3), 'limit', 0.1) as detail
      from campaigns where status in ('sending', 'paused') and length(recent_outcomes) = 200 and length(replace(recent_outcomes, '0', '')) > 20
      union all
      select 'batch_time', null, campaign_id, jsonb_build_object('batch', min(seq), 'minutes', floor(extract(epoch from now() - min(active_since)) / 60), 'limit', ${BATCH_LIMIT_MINUTES}::int)
      from campaign_batches where status = 'active' and active_since < now() - make_interval(mins => ${BATCH_LIMIT_MINUTES}) group by campaign_id
      union all
      select 'queue_saturated', null, null, jsonb_build_object('waiting', count(*), 'limit', ${MAX_CONCURRENT_BATCHES * 10}::int)
      from graphile_worker._private_jobs where is_available and run_at < now() - interval '1 minute' having count(*) > ${MAX_CONCURRENT_BATCHES * 10}::int
    ), opened as (
      insert into campaign_alerts (kind, sender_id, campaign_id, detail) select kind, sender_id, campaign_id, detail from holds on conflict do nothing
    )
    update campaign_alerts a set resolved_at = now()
    where resolved_at is null and kind in ('failure_rate', 'batch_time', 'queue_saturated')
      and not exists (select from holds h where h.kind = a.kind and h.campaign_id is not distinct from a.campaign_id)`;
  await db`
    update campaign_alerts a set resolved_at = now() where kind = 'campaign_paused' and resolved_at is null
      and not exists (select from campaigns c where c.id = a.campaign_id and c.status = 'paused')`;
}

/** The daily clean-up: batches beyond the last 100 completed and 50 failed, results after 7 days unless kept. Answers what it removed. */
export async function cleanUpCampaigns(ctx: Context): Promise<{ batches: number; recipients: number }> {
  const { db } = ctx;
  const batches = await db`
    delete from campaign_batches b using (
      select campaign_id, seq, status, row_number() over (partition by status order by finished_at desc) as place
      from campaign_batches where status in ('completed', 'failed')
    ) old
    where b.campaign_id = old.campaign_id and b.seq = old.seq and old.place > case old.status when 'completed' then ${KEEP_COMPLETED_BATCHES}::int else ${KEEP_FAILED_BATCHES}::int end
      and exists (select from campaigns c where c.id = b.campaign_id and c.status in ('completed', 'stopped', 'failed'))`;
  const recipients = await db`
    delete from campaign_recipients r using campaigns c
    where c.id = r.campaign_id and c.status in ('completed', 'stopped', 'failed') and not c.keep and c.unknown = 0
      and c.finished_at < now() - make_interval(days => ${RESULTS_DAYS})`;
  await db`
    delete from campaign_rates t using campaigns c where c.id = t.campaign_id and not c.keep and c.finished_at < now() - make_interval(days => ${RESULTS_DAYS})`;
  await db`delete from campaign_alerts where resolved_at < now() - make_interval(days => ${RESULTS_DAYS})`;
  const report = { batches: batches.count, recipients: recipients.count };
  ctx.log.info(report, "campaigns cleaned up");
  return report;
}
