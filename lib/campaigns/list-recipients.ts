import type { ListRecipientsQuery, Recipient } from "./schemas";
import { findCampaignRow, iso } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

const TIMES = ["startedAt", "sentAt", "deliveredAt", "readAt", "failedAt", "nextAt"] as const;
type RecipientRow = Omit<Recipient, (typeof TIMES)[number]> & Record<(typeof TIMES)[number], Date | null>;

/** `GET /api/campaigns/{id}/recipients`. Where only states are filtered the total comes from the counters. @throws AppError `not_found` */
export async function listRecipients(ctx: Context, id: number, query: ListRecipientsQuery): Promise<{ items: Recipient[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "campaigns:read");
  const campaign = await findCampaignRow(ctx, id);
  const where = recipientFilter(ctx.db, id, query);
  const byStatusOnly = query.errorCode === undefined && query.reason === undefined && query.search === undefined;
  const known = query.status ? query.status.reduce((sum, status) => sum + campaign[status], 0) : campaign.total;
  const [rows, total] = await Promise.all([
    ctx.db<RecipientRow[]>`
      select ${columns(ctx.db)} from campaign_recipients r where ${where} order by r.n limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    byStatusOnly ? known : count(ctx, where),
  ]);
  return { items: rows.map(toRecipient), pagination: paginate(query, total) };
}

/** Every recipient that matches, in batches, for the CSV. @throws AppError `not_found` before the first batch */
export async function* exportRecipients(ctx: Context, id: number, query: ListRecipientsQuery): AsyncGenerator<Recipient[]> {
  requirePermission(ctx.actor, "campaigns:read");
  await findCampaignRow(ctx, id);
  const recipients = ctx.db<RecipientRow[]>`select ${columns(ctx.db)} from campaign_recipients r where ${recipientFilter(ctx.db, id, query)} order by r.n`;
  for await (const batch of readInBatches(ctx.db, recipients, 1000)) yield batch.map(toRecipient);
}

/** `GET /api/campaigns/{id}/failures`: how many failed, were left out or are unknown, by code and reason. */
export async function recipientReasons(ctx: Context, id: number): Promise<{ items: { status: string; errorCode: number | null; reason: string | null; count: number }[] }> {
  requirePermission(ctx.actor, "campaigns:read");
  await findCampaignRow(ctx, id);
  const items = await ctx.db<{ status: string; errorCode: number | null; reason: string | null; count: number }[]>`
    select status, error_code as "errorCode", reason, count(*) as count from campaign_recipients
    where campaign_id = ${id} and status in ('failed', 'skipped', 'unknown') group by 1, 2, 3 order by count desc limit 100`;
  return { items: [...items] };
}

function columns(db: Queryable) {
  return db`
    r.n, r.name, r.phone, r.status, r.attempts, r.sid, r.error_code as "errorCode", r.reason, r.started_at as "startedAt", r.sent_at as "sentAt",
    r.delivered_at as "deliveredAt", r.read_at as "readAt", r.failed_at as "failedAt", r.next_at as "nextAt"`;
}

function recipientFilter(db: Queryable, id: number, query: ListRecipientsQuery) {
  return db`
    r.campaign_id = ${id}
    ${query.status ? db`and r.status = any(${query.status})` : db``}
    ${query.errorCode === undefined ? db`` : db`and r.error_code = ${query.errorCode}`}
    ${query.reason ? db`and r.reason = ${query.reason}` : db``}
    ${query.search ? db`and tanda_fold(coalesce(r.name, '') || ' ' || coalesce(r.phone, '')) like '%' || tanda_fold(${query.search.replace(/[\\%_]/g, "\\$&")}) || '%'` : db``}`;
}

async function count({ db }: Context, where: ReturnType<typeof recipientFilter>): Promise<number> {
  const [row] = await db<{ total: number }[]>`select count(*) as total from campaign_recipients r where ${where}`;
  return row!.total;
}

function toRecipient(row: RecipientRow): Recipient {
  const times = Object.fromEntries(TIMES.map((name) => [name, iso(row[name])])) as Record<(typeof TIMES)[number], string | null>;
  return { ...row, ...times };
}
