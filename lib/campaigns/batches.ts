import { settings } from "@/lib/config/env";
import type { Queryable, Transaction } from "@/lib/db/sql";
import { type Priority, QUEUE_PRIORITY } from "@/lib/jobs/kinds";
import { QUEUE_MAX_ATTEMPTS } from "@/lib/jobs/create-job";

/** A message a second needs this much of a batch's time at most: batches at once follow from the pace. */
const MESSAGES_PER_SECOND_A_BATCH = 100;

/** How many batches of a campaign stand in the queue at once: enough for the pace and for two workers, the rest wait their turn on their rows. */
function batchesAtOnce(): number {
  const { MAX_CONCURRENT_BATCHES, TWILIO_MESSAGES_PER_SECOND } = settings();
  return Math.min(MAX_CONCURRENT_BATCHES, Math.max(2, Math.ceil(TWILIO_MESSAGES_PER_SECOND / MESSAGES_PER_SECOND_A_BATCH)));
}

/**
 * Puts the campaign's next waiting batches into the queue, as far as there is room. The queue's named lanes hold MAX_CONCURRENT_BATCHES of all campaigns and
 * workers together to running at once. Safe to call at any time: an entry is known by its key and never stands twice.
 */
export async function queueBatches(db: Queryable, campaignId: number, jobId: number, priority: Priority): Promise<void> {
  const { MAX_CONCURRENT_BATCHES } = settings();
  await db`
    select graphile_worker.add_job('campaigns:send-batch', json_build_object('jobId', ${jobId}::bigint, 'campaignId', ${campaignId}::bigint, 'seq', b.seq),
      queue_name => 'campaigns:' || (${campaignId}::bigint + b.seq) % ${MAX_CONCURRENT_BATCHES}::int, max_attempts => ${QUEUE_MAX_ATTEMPTS}::int,
      priority => ${QUEUE_PRIORITY[priority]}::int, job_key => 'campaign:' || ${campaignId}::bigint || ':' || b.seq)
    from (
      select seq from campaign_batches
      where campaign_id = ${campaignId} and status in ('waiting', 'active')
        and not exists (select from graphile_worker._private_jobs q where q.key = 'campaign:' || ${campaignId}::bigint || ':' || seq)
      order by status = 'waiting', seq
      limit greatest(0, ${batchesAtOnce()}::int - (
        select count(*) from graphile_worker._private_jobs q
        where q.key like 'campaign:' || ${campaignId}::bigint || ':%' and (q.locked_at is not null or q.run_at <= now())))
    ) b`;
}

/** Puts one batch back into the queue, for later. */
export async function queueBatchAgain(db: Transaction, batch: { campaignId: number; jobId: number; seq: number; priority: Priority }, inMs: number): Promise<void> {
  const { MAX_CONCURRENT_BATCHES } = settings();
  const lane = (batch.campaignId + batch.seq) % MAX_CONCURRENT_BATCHES;
  await db`
    select graphile_worker.add_job('campaigns:send-batch', json_build_object('jobId', ${batch.jobId}::bigint, 'campaignId', ${batch.campaignId}::bigint, 'seq', ${batch.seq}::int),
      queue_name => ${`campaigns:${lane}`}, max_attempts => ${QUEUE_MAX_ATTEMPTS}::int, priority => ${QUEUE_PRIORITY[batch.priority]}::int,
      run_at => now() + make_interval(secs => ${inMs / 1000}), job_key => ${`campaign:${batch.campaignId}:${batch.seq}`})`;
}
