import { queueBatches } from "./batches";
import { syncJob } from "./job-row";
import { notifyCampaign } from "./notify";
import { expectReconcile } from "./reconcile-queue";
import type { Context } from "@/lib/context/context";
import type { Priority } from "@/lib/jobs/kinds";

/**
 * Sets a campaign going, or going again: a queued one starts to send, and the next batches stand in the queue. Does nothing where nothing is to be done,
 * so that whoever suspects that a campaign stands still may call it.
 */
export async function runCampaign(ctx: Context, jobId: number): Promise<void> {
  await ctx.db.begin(async (db) => {
    const [row] = await db<{ id: number; status: string; priority: Priority; unknown: number }[]>`
      select id, status, priority, unknown from campaigns where job_id = ${jobId} for update`;
    if (!row || (row.status !== "queued" && row.status !== "sending")) return;
    await db`update campaigns set status = 'sending', version = version + 1 where id = ${row.id} and status = 'queued'`;
    await queueBatches(db, row.id, jobId, row.priority);
    if (row.unknown > 0) await expectReconcile(db, { campaignId: row.id, jobId });
    await db`select campaign_finish(${row.id})`;
    await syncJob(db, row.id);
    await notifyCampaign(db, { id: row.id, status: "sending" });
  });
}
