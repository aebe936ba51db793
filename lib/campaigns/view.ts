import { type Campaign, type CampaignStatus, RECIPIENT_STATUSES, type RecipientStatus } from "./schemas";
import type { MessageTemplate } from "./template";
import { settings } from "@/lib/config/env";
import type { Context, TransactionContext } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";
import type { Priority } from "@/lib/jobs/kinds";

export interface CampaignRow extends Record<RecipientStatus, number> {
  id: number;
  name: string;
  status: CampaignStatus;
  reason: string | null;
  reasonCode: number | null;
  message: string | null;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  audience: Record<string, unknown>;
  senderId: number;
  sender: string;
  priority: Priority;
  scheduledAt: Date | null;
  timeZone: string | null;
  quietFrom: string | null;
  quietTo: string | null;
  keep: boolean;
  jobId: number | null;
  jobPublicId: string | null;
  total: number;
  duplicates: number;
  pausedAt: Date | null;
  resumeAt: Date | null;
  createdAt: Date;
  createdByName: string;
  startedAt: Date | null;
  startedByName: string | null;
  finishedAt: Date | null;
  version: number;
}

/** The columns of a CampaignRow, of `campaigns c`. */
export function campaignColumns(db: Queryable) {
  return db`
    c.id, c.name, c.status, c.reason, c.reason_code as "reasonCode", c.message, c.content_sid as "contentSid", c.content_variables as "contentVariables",
    c.audience, c.sender_id as "senderId", (select s.address from senders s where s.id = c.sender_id) as sender, c.priority,
    c.scheduled_at as "scheduledAt", c.time_zone as "timeZone", c.quiet_from as "quietFrom", c.quiet_to as "quietTo", c.keep, c.job_id as "jobId",
    (select j.public_id from jobs j where j.id = c.job_id) as "jobPublicId", c.total, c.duplicates, c.pending, c.sending, c.sent, c.delivered, c.read,
    c.failed, c.skipped, c.unknown, c.paused_at as "pausedAt", c.resume_at as "resumeAt", c.created_at as "createdAt",
    c.created_by_name as "createdByName", c.started_at as "startedAt", c.started_by_name as "startedByName", c.finished_at as "finishedAt", c.version`;
}

/** @throws AppError `not_found` */
export async function findCampaignRow(ctx: Context | TransactionContext, id: number, lock = false): Promise<CampaignRow> {
  const { db } = ctx;
  const [row] = await db<CampaignRow[]>`select ${campaignColumns(db)} from campaigns c where c.id = ${id} ${lock ? db`for update of c` : db``}`;
  if (!row) throw new AppError("not_found");
  return row;
}

/** A campaign as the API shows it. A long list of contacts is shown by its length. */
export function toCampaign(row: CampaignRow): Campaign {
  const { contactIds, ...audience } = row.audience as { contactIds?: number[] };
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    reason: row.reason,
    reasonCode: row.reasonCode,
    message: row.message,
    contentSid: row.contentSid,
    contentVariables: row.contentVariables,
    audience: contactIds ? { contactCount: contactIds.length } : audience,
    sender: row.sender,
    priority: row.priority,
    scheduledAt: iso(row.scheduledAt),
    timeZone: row.timeZone ?? settings().APP_TIMEZONE,
    quietHours: row.quietFrom && row.quietTo ? { from: row.quietFrom, to: row.quietTo } : null,
    keepResults: row.keep,
    total: row.total,
    duplicates: row.duplicates,
    counts: countsOf(row),
    jobId: row.jobPublicId,
    pausedAt: iso(row.pausedAt),
    resumeAt: iso(row.resumeAt),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName,
    startedAt: iso(row.startedAt),
    startedBy: row.startedByName,
    finishedAt: iso(row.finishedAt),
    version: row.version,
  };
}

/** How many recipients are in each state. */
export function countsOf(row: Record<RecipientStatus, number>): Record<RecipientStatus, number> {
  return Object.fromEntries(RECIPIENT_STATUSES.map((status) => [status, row[status]])) as Record<RecipientStatus, number>;
}

/** The message of a campaign as a template. */
export function templateOf(row: Pick<CampaignRow, "message" | "contentSid" | "contentVariables">): MessageTemplate {
  return row.message !== null ? { message: row.message } : { contentSid: row.contentSid!, contentVariables: row.contentVariables ?? {} };
}

/** 409 naming the state that does not allow the move. */
export function invalidTransition(status: string): AppError {
  return new AppError("invalid_transition", { messageKey: "invalid_campaign_transition", params: { status }, extra: { status } });
}

export function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
