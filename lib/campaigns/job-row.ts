import type { Queryable, Transaction } from "@/lib/db/sql";

/**
 * Brings the run's row among the jobs up to the campaign's counters and state. What was left out counts as unchanged; what is unknown as failed until
 * somebody has decided.
 */
export async function syncJob(db: Queryable | Transaction, campaignId: number): Promise<void> {
  await db`
    with synced as (
      update jobs j set
        status = case c.status when 'completed' then 'completed' when 'stopped' then 'cancelled' when 'failed' then 'failed' when 'queued' then 'queued' else 'processing' end,
        total = c.total, updated = c.sent + c.delivered + c.read, unchanged = c.skipped, failed = c.failed + c.unknown,
        processed = c.sent + c.delivered + c.read + c.skipped + c.failed + c.unknown,
        error = c.reason, version = j.version + 1, progress_at = clock_timestamp(), stuck_at = null,
        started_at = case when c.status <> 'queued' then coalesce(j.started_at, clock_timestamp()) else j.started_at end,
        finished_at = case when c.status in ('completed', 'stopped', 'failed') then coalesce(j.finished_at, c.finished_at) end
      from campaigns c where c.id = ${campaignId} and j.id = c.job_id
      returning j.id, j.public_id, j.version
    )
    select pg_notify('tanda', json_build_object('kind', 'job', 'id', id, 'publicId', public_id, 'version', version, 'clienteId', null)::text) from synced`;
}
