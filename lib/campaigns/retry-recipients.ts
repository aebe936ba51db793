import { queueBatches } from "./batches";
import { syncJob } from "./job-row";
import { notifyCampaign } from "./notify";
import type { Started } from "./start-campaign";
import { createRun, estimatedMs } from "./start-campaign";
import { type CampaignRow, findCampaignRow, invalidTransition, toCampaign } from "./view";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";

const MESSAGES = { es: "Reintento encolado", en: "Retry queued" } as const;
/** A stopped campaign is over for good; a draft has nobody yet. */
const ALLOWED = ["completed", "failed", "paused", "sending"];

/**
 * `POST /api/campaigns/{id}/retry`: a new run that sends to the failed, or to those whose outcome is unknown, once more. Unknown ones may be sent twice:
 * that is a person's decision, and only those are taken that the look-up has given up on or found nothing for.
 * @throws AppError `not_found`, `invalid_transition`, `nothing_to_retry`
 */
export async function retryRecipients(ctx: Context, id: number, scope: "failed" | "unknown"): Promise<Started> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, async (tx) => {
    const row = await findCampaignRow(tx, id, true);
    if (!ALLOWED.includes(row.status)) throw invalidTransition(row.status);
    const moved = await tx.db`
      update campaign_recipients set status = 'pending', attempts = 0, next_at = null, error_code = null, reason = null, lookups = 0,
        sid = null, sent_at = null, delivered_at = null, read_at = null, failed_at = null
      where campaign_id = ${id} and status = ${scope} and claimed_by is null and next_at is null`;
    if (moved.count === 0) throw new AppError("nothing_to_retry");
    await reopenBatches(tx, id);
    await recordAudit(tx, { action: "campaign.retry", entity: "campaign", entityId: id, data: { scope, recipients: moved.count } });
    const ended = row.status === "completed" || row.status === "failed";
    const run = ended ? await newRun(tx, row, moved.count) : row.jobPublicId!;
    if (row.status === "sending") await queueBatches(tx.db, id, row.jobId!, row.priority);
    await notifyCampaign(tx.db, { id, status: ended ? "queued" : row.status });
    return {
      message: MESSAGES[tx.locale], jobId: run, estimatedContacts: moved.count, estimatedTime: estimatedMs(moved.count),
      campaign: toCampaign(await findCampaignRow(tx, id)),
    };
  });
}

/**
 * `POST /api/campaigns/{id}/recipients/{n}/settle`: a person says of an unknown message that it was sent, or that it was not.
 * @throws AppError `not_found`, `invalid_transition` when it is no longer unknown
 */
export async function settleRecipient(ctx: Context, id: number, n: number, as: "sent" | "failed"): Promise<{ success: true }> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, async (tx) => {
    const { status } = await findCampaignRow(tx, id, true);
    const [known] = await tx.db<{ status: string }[]>`select status from campaign_recipients where campaign_id = ${id} and n = ${n}`;
    if (!known) throw new AppError("not_found");
    if (known.status !== "unknown") throw invalidTransition(known.status);
    await tx.db`
      update campaign_recipients set status = ${as}, reason = 'by_user', next_at = null,
        sent_at = case when ${as === "sent"} then coalesce(sent_at, started_at) else sent_at end, failed_at = case when ${as === "failed"} then now() end
      where campaign_id = ${id} and n = ${n}`;
    await tx.db`select campaign_finish(${id})`;
    await syncJob(tx.db, id);
    await recordAudit(tx, { action: "campaign.settle", entity: "campaign", entityId: id, data: { n, as } });
    await notifyCampaign(tx.db, { id, status });
    return { success: true as const };
  });
}

async function reopenBatches({ db }: TransactionContext, id: number): Promise<void> {
  await db`
    update campaign_batches b set status = 'waiting', attempts = 0, error = null, finished_at = null
    where campaign_id = ${id} and status in ('completed', 'failed')
      and exists (select from campaign_recipients r where r.campaign_id = b.campaign_id and r.n between b.from_n and b.to_n and r.status = 'pending')`;
}

async function newRun(tx: TransactionContext, row: CampaignRow, count: number): Promise<string> {
  const run = await createRun(tx, row, count, row.priority);
  await tx.db`
    update campaigns set status = 'queued', job_id = ${run.id}, finished_at = null, reason = null, reason_code = null, recent_outcomes = '', version = version + 1
    where id = ${row.id}`;
  return run.publicId;
}
