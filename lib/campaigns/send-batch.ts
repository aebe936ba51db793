import { queueBatchAgain, queueBatches } from "./batches";
import { syncJob } from "./job-row";
import { notifyCampaign } from "./notify";
import { pauseByClock } from "./pause-by-clock";
import { expectReconcile } from "./reconcile-queue";
import { requestFor } from "./request";
import { sendingOptions } from "./sending/options";
import { sendLoop } from "./sending/process";
import type { BatchEnd } from "./sending/runs";
import { type CampaignRow, templateOf } from "./view";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/sql";
import { asAppError } from "@/lib/http/problem";
import type { Priority } from "@/lib/jobs/kinds";

export interface BatchPayload {
  jobId: number;
  campaignId: number;
  seq: number;
}

interface Batch extends BatchPayload, Pick<CampaignRow, "message" | "contentSid" | "contentVariables" | "senderId"> {
  priority: Priority;
  fromN: number;
  toN: number;
}

/** Works through one batch for one turn. A crash leaves it `active`; the queue gives it to another worker, which goes on with what is left. */
export async function sendBatch(ctx: Context, workerId: string, payload: BatchPayload): Promise<void> {
  try {
    const batch = await beginBatch(ctx, workerId, payload);
    if (!batch) return;
    const template = templateOf(batch);
    const range = { ...batch, request: (grant: Parameters<typeof requestFor>[2]) => requestFor(batch.campaignId, template, grant) };
    const end = await sendLoop(ctx.db, batch.senderId, workerId).send(range, ctx.signal, () => othersWait(ctx));
    await endBatch(ctx, batch, end);
  } catch (error) {
    await recordFailedAttempt(ctx, payload, error);
  }
}

/** Marks the batch active and takes what a dead worker left of it as unknown; null when its campaign is not sending. */
async function beginBatch(ctx: Context, workerId: string, { campaignId, jobId, seq }: BatchPayload): Promise<Batch | null> {
  return ctx.db.begin(async (db) => {
    const [batch] = await db<Batch[]>`
      select b.campaign_id as "campaignId", b.seq, b.from_n as "fromN", b.to_n as "toN", c.job_id as "jobId", c.priority, c.message,
        c.content_sid as "contentSid", c.content_variables as "contentVariables", c.sender_id as "senderId"
      from campaign_batches b join campaigns c on c.id = b.campaign_id
      where b.campaign_id = ${campaignId} and b.seq = ${seq} and c.job_id = ${jobId}`;
    if (!batch) return null;
    const [recovered] = await db<{ lost: number }[]>`
      select campaign_recover(${campaignId}, ${batch.fromN}, ${batch.toN}, ${sendingOptions().lookupSeconds}) as lost`;
    if (recovered!.lost > 0) {
      ctx.log.warn({ campaign_id: campaignId, recipients: recovered!.lost }, "a worker was lost with messages in flight: they are looked up before anything else happens to them");
      await expectReconcile(db, { campaignId, jobId });
    }
    const begun = await db`
      update campaign_batches b set status = 'active', worker_id = ${workerId}, active_since = clock_timestamp(), started_at = coalesce(b.started_at, clock_timestamp())
      from campaigns c where b.campaign_id = ${campaignId} and b.seq = ${seq} and b.status in ('waiting', 'active') and c.id = b.campaign_id and c.status = 'sending'`;
    return begun.count > 0 ? batch : null;
  });
}

/** Does any other job wait for a place? */
async function othersWait(ctx: Context): Promise<boolean> {
  const [row] = await ctx.db<{ waiting: boolean }[]>`
    select exists(select from graphile_worker._private_jobs where is_available and run_at <= now()) as waiting`;
  return row!.waiting;
}

async function endBatch(ctx: Context, batch: Batch, end: BatchEnd): Promise<void> {
  if (end.kind === "quiet" || end.kind === "capped") await pauseByClock(ctx, batch.campaignId, end.kind);
  await ctx.db.begin(async (db) => {
    await db`select 1 from campaigns where id = ${batch.campaignId} for update`;
    const [left] = await db<{ pending: boolean; unknown: boolean }[]>`
      select coalesce(bool_or(status in ('pending', 'sending')), false) as pending, coalesce(bool_or(status = 'unknown' and next_at is not null), false) as unknown
      from campaign_recipients where campaign_id = ${batch.campaignId} and n between ${batch.fromN} and ${batch.toN}`;
    await setBatch(db, batch, left!.pending ? "waiting" : "completed");
    if (left!.unknown) await expectReconcile(db, batch);
    const [campaign] = await db<{ status: string; finished: boolean }[]>`
      select campaign_finish(id) as finished, status from campaigns where id = ${batch.campaignId}`;
    if (campaign!.status === "sending" && left!.pending) await queueBatchAgain(db, batch, end.kind === "later" ? end.inMs : 0);
    if (campaign!.status === "sending" && (!left!.pending || end.kind === "later")) await queueBatches(db, batch.campaignId, batch.jobId, batch.priority);
    await syncJob(db, batch.campaignId);
    await notifyCampaign(db, { id: batch.campaignId, status: campaign!.finished ? "completed" : campaign!.status });
  });
}

async function setBatch(db: Transaction, batch: BatchPayload, status: "waiting" | "completed" | "failed"): Promise<void> {
  await db`
    update campaign_batches set status = ${status}, worker_id = null, active_since = null,
      active_ms = active_ms + coalesce(extract(epoch from clock_timestamp() - active_since) * 1000, 0)::int,
      finished_at = case when ${status !== "waiting"} then clock_timestamp() end
    where campaign_id = ${batch.campaignId} and seq = ${batch.seq}`;
}

/** Tries again after BATCH_RETRY_DELAY, doubled each time; after BATCH_RETRY_ATTEMPTS what is left of the batch fails, to be retried by a person. */
async function recordFailedAttempt(ctx: Context, payload: BatchPayload, error: unknown): Promise<void> {
  if (asAppError(error).code === "unavailable") throw error;
  ctx.log.error({ err: error, campaign_id: payload.campaignId, batch: payload.seq }, "a batch of a campaign failed");
  const { BATCH_RETRY_ATTEMPTS, BATCH_RETRY_DELAY } = settings();
  const reason = error instanceof Error ? error.message.slice(0, 300) : "unknown error";
  await ctx.db.begin(async (db) => {
    const [campaign] = await db<{ status: string; priority: Priority }[]>`select status, priority from campaigns where id = ${payload.campaignId} for update`;
    const [batch] = await db<{ attempts: number; fromN: number; toN: number }[]>`
      update campaign_batches set attempts = attempts + 1, error = ${reason}
      where campaign_id = ${payload.campaignId} and seq = ${payload.seq} and status in ('waiting', 'active')
      returning attempts, from_n as "fromN", to_n as "toN"`;
    if (!batch || !campaign) return;
    if (batch.attempts < BATCH_RETRY_ATTEMPTS) {
      await setBatch(db, payload, "waiting");
      await queueBatchAgain(db, { ...payload, priority: campaign.priority }, BATCH_RETRY_DELAY * 2 ** (batch.attempts - 1));
      return;
    }
    await db`
      update campaign_recipients set status = 'failed', reason = 'batch_failed', failed_at = clock_timestamp(), next_at = null
      where campaign_id = ${payload.campaignId} and n between ${batch.fromN} and ${batch.toN} and status = 'pending'`;
    await setBatch(db, payload, "failed");
    await queueBatches(db, payload.campaignId, payload.jobId, campaign.priority);
    await db`select campaign_finish(${payload.campaignId})`;
    await syncJob(db, payload.campaignId);
    await notifyCampaign(db, { id: payload.campaignId, status: campaign.status });
  });
}
