import type { Queryable } from "@/lib/db/sql";
import { notifyProcesses } from "@/lib/events/bus";

/** Tells every process that a campaign has changed. */
export async function notifyCampaign(db: Queryable, campaign: { id: number; status: string }): Promise<void> {
  await notifyProcesses(db, { kind: "campaign", id: campaign.id, status: campaign.status });
}
