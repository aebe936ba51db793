import type { StoredAudience } from "./audience";
import { notifyCampaign } from "./notify";
import type { Campaign, CreateCampaign, UpdateCampaign } from "./schemas";
import { ensureSender } from "./sender";
import { findCampaignRow, invalidTransition, toCampaign } from "./view";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { invalidRequest } from "@/lib/http/validate";

/**
 * `POST /api/campaigns`: a draft, or a scheduled campaign where `scheduledAt` is given.
 * @throws AppError `invalid_request`, `twilio_not_configured`
 */
export async function createCampaign(ctx: Context, input: CreateCampaign): Promise<Campaign> {
  requirePermission(ctx.actor, "campaigns:write");
  requireFuture(ctx, input.scheduledAt);
  await requireZone(ctx, input.timeZone);
  return transaction(ctx, async (tx) => {
    const { db } = tx;
    const senderId = await ensureSender(db);
    const [row] = await db<{ id: number }[]>`
      insert into campaigns (name, status, message, content_sid, content_variables, audience, sender_id, scheduled_at, time_zone, quiet_from, quiet_to, keep, created_by_name)
      values (${input.name}, ${input.scheduledAt ? "scheduled" : "draft"}, ${input.message ?? null}, ${input.contentSid ?? null},
              ${input.contentSid ? db.json(input.contentVariables ?? {}) : null}, ${audienceJson(input)}::text::jsonb, ${senderId}, ${input.scheduledAt ?? null}, ${input.timeZone ?? null},
              ${input.quietHours?.from ?? null}, ${input.quietHours?.to ?? null}, ${input.keepResults ?? false}, ${tx.actor.name})
      returning id`;
    await recordAudit(tx, { action: "campaign.create", entity: "campaign", entityId: row!.id, data: { name: input.name } });
    await notifyCampaign(db, { id: row!.id, status: "draft" });
    return toCampaign(await findCampaignRow(tx, row!.id));
  });
}

/**
 * `PATCH /api/campaigns/{id}`: changes what has not been started; of a started one only its quiet hours, their zone and whether its results are kept.
 * @throws AppError `not_found`, `invalid_request`, `invalid_transition` naming the state
 */
export async function updateCampaign(ctx: Context, id: number, input: UpdateCampaign): Promise<Campaign> {
  requirePermission(ctx.actor, "campaigns:write");
  requireFuture(ctx, input.scheduledAt);
  await requireZone(ctx, input.timeZone);
  return transaction(ctx, async (tx) => {
    const row = await findCampaignRow(tx, id, true);
    const isOpen = row.status === "draft" || row.status === "scheduled";
    const onlyLate = Object.keys(input).every((key) => key === "quietHours" || key === "timeZone" || key === "keepResults");
    if (!isOpen && !onlyLate) throw invalidTransition(row.status);
    await tx.db`update campaigns set ${tx.db(changedColumns(tx, input))}, version = version + 1, updated_at = clock_timestamp() where id = ${id}`;
    await recordAudit(tx, { action: "campaign.update", entity: "campaign", entityId: id, data: { fields: Object.keys(input) } });
    await notifyCampaign(tx.db, { id, status: row.status });
    return toCampaign(await findCampaignRow(tx, id));
  });
}

/** `DELETE /api/campaigns/{id}`, of one that was never started. @throws AppError `not_found`, `invalid_transition` */
export async function deleteCampaign(ctx: Context, id: number): Promise<{ success: true }> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, async (tx) => {
    const row = await findCampaignRow(tx, id, true);
    if (row.status !== "draft" && row.status !== "scheduled") throw invalidTransition(row.status);
    await tx.db`delete from campaigns where id = ${id}`;
    await recordAudit(tx, { action: "campaign.delete", entity: "campaign", entityId: id, data: { name: row.name } });
    return { success: true as const };
  });
}

function changedColumns(tx: TransactionContext, input: UpdateCampaign): Record<string, never> {
  const columns: Record<string, unknown> = { name: input.name, keep: input.keepResults };
  if (input.message !== undefined) Object.assign(columns, { message: input.message, content_sid: null, content_variables: null });
  if (input.contentSid !== undefined) Object.assign(columns, { message: null, content_sid: input.contentSid });
  if (input.contentVariables !== undefined) columns.content_variables = tx.db.json(input.contentVariables);
  if (input.contacts ?? input.audience) columns.audience = tx.db.json(storedAudience(input) as never);
  if (input.scheduledAt !== undefined) Object.assign(columns, { scheduled_at: input.scheduledAt, status: input.scheduledAt === null ? "draft" : "scheduled" });
  if (input.timeZone !== undefined) columns.time_zone = input.timeZone;
  if (input.quietHours !== undefined) Object.assign(columns, { quiet_from: input.quietHours?.from ?? null, quiet_to: input.quietHours?.to ?? null });
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Record<string, never>;
}

function storedAudience(input: Pick<CreateCampaign, "contacts" | "audience">): StoredAudience {
  return input.contacts ? { contactIds: [...new Set(input.contacts)] } : input.audience!;
}

/** As text: the driver takes long to encode many elements one by one. */
function audienceJson(input: Pick<CreateCampaign, "contacts" | "audience">): string {
  return JSON.stringify(storedAudience(input));
}

function requireFuture(ctx: Context, scheduledAt: string | null | undefined): void {
  if (!scheduledAt || new Date(scheduledAt) > ctx.now()) return;
  throw invalidRequest([{ path: "scheduledAt", message: ctx.locale === "es" ? "debe estar en el futuro" : "must be in the future" }]);
}

/** The database has zones of its own, and decides by them. */
async function requireZone(ctx: Context, zone: string | null | undefined): Promise<void> {
  if (!zone) return;
  const [row] = await ctx.db<{ known: boolean }[]>`select exists(select from pg_timezone_names where name = ${zone}) as known`;
  if (!row!.known) throw invalidRequest([{ path: "timeZone", message: ctx.locale === "es" ? "no es una zona conocida" : "is no known zone" }]);
}
