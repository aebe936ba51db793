import { setTimeout as sleep } from "node:timers/promises";
import { queueBatches } from "./batches";
import { syncJob } from "./job-row";
import { notifyCampaign } from "./notify";
import { queueStatus } from "./queue-status";
import type { QueueStatus } from "./schemas";
import { findCampaignRow, invalidTransition } from "./view";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";

/** Added to the wait for granted starts: the clocks of the processes are known to a millisecond or so. */
const CLOCK_MARGIN_MS = 15;

/**
 * `POST /api/campaigns/{id}/queue-pause`: after the answer no message starts. From the commit on nothing is granted; what was granted before is given back, or
 * starts within its slot, so the answer waits until the last granted slot is past: at most 0.3 s.
 * @throws AppError `not_found`, `invalid_transition`
 */
export async function pauseCampaign(ctx: Context, id: number): Promise<QueueStatus> {
  return halt(ctx, id, ["queued", "sending"], "paused");
}

/** `POST /api/campaigns/{id}/queue-stop`: as a pause, for good; what was not sent never is. @throws AppError `not_found`, `invalid_transition` */
export async function stopCampaign(ctx: Context, id: number): Promise<QueueStatus> {
  return halt(ctx, id, ["scheduled", "queued", "sending", "paused"], "stopped");
}

async function halt(ctx: Context, id: number, from: string[], to: "paused" | "stopped"): Promise<QueueStatus> {
  requirePermission(ctx.actor, "campaigns:write");
  const waitMs = await transaction(ctx, async (tx) => {
    const row = await findCampaignRow(tx, id, true);
    if (!from.includes(row.status)) throw invalidTransition(row.status);
    const [halted] = await tx.db<{ waitMs: number }[]>`
      update campaigns set status = ${to}, reason = 'by_user', reason_code = null, resume_at = null, paused_at = clock_timestamp(),
        finished_at = case when ${to === "stopped"} then clock_timestamp() end, scheduled_at = null, version = version + 1
      where id = ${id}
      returning greatest(0, coalesce(extract(epoch from granted_until - clock_timestamp()) * 1000, 0))::float8 as "waitMs"`;
    await recordAudit(tx, { action: to === "paused" ? "campaign.pause" : "campaign.stop", entity: "campaign", entityId: id, data: { pending: row.pending } });
    await syncJob(tx.db, id);
    await notifyCampaign(tx.db, { id, status: to });
    return halted!.waitMs;
  });
  if (waitMs > 0) await sleep(waitMs + CLOCK_MARGIN_MS);
  return queueStatus(ctx, id);
}

/** `POST /api/campaigns/{id}/queue-resume`: goes on with whoever is pending. @throws AppError `not_found`, `invalid_transition` */
export async function resumeCampaign(ctx: Context, id: number): Promise<QueueStatus> {
  requirePermission(ctx.actor, "campaigns:write");
  await transaction(ctx, async (tx) => {
    const row = await findCampaignRow(tx, id, true);
    if (row.status !== "paused" || row.jobId === null) throw invalidTransition(row.status);
    await tx.db`
      update campaigns set status = 'sending', reason = null, reason_code = null, paused_at = null, resume_at = null, version = version + 1 where id = ${id}`;
    await tx.db`update campaign_alerts set resolved_at = now() where kind = 'campaign_paused' and campaign_id = ${id} and resolved_at is null`;
    await queueBatches(tx.db, id, row.jobId, row.priority);
    await tx.db`select campaign_finish(${id})`;
    await recordAudit(tx, { action: "campaign.resume", entity: "campaign", entityId: id, data: { pending: row.pending } });
    await syncJob(tx.db, id);
    await notifyCampaign(tx.db, { id, status: "sending" });
  });
  return queueStatus(ctx, id);
}
