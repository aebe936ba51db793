import type { Queryable } from "@/lib/db/sql";
import { QUEUE_MAX_ATTEMPTS } from "@/lib/jobs/create-job";

/** Makes sure that the campaign's unknown messages are looked up when the next of them is due. */
export async function expectReconcile(db: Queryable, { campaignId, jobId }: { campaignId: number; jobId: number }): Promise<void> {
  await db`
    select graphile_worker.add_job('campaigns:reconcile', json_build_object('jobId', ${jobId}::bigint, 'campaignId', ${campaignId}::bigint),
      run_at => due.at, max_attempts => ${QUEUE_MAX_ATTEMPTS}::int, job_key => ${`reconcile:${campaignId}`})
    from (select min(next_at) as at from campaign_recipients where campaign_id = ${campaignId} and status = 'unknown') due
    where due.at is not null`;
}
