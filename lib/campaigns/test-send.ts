import type { z } from "zod";
import { candidates } from "./audience";
import { toE164 } from "./phone";
import { contentFor, textOf } from "./request";
import type { testSentSchema } from "./schemas";
import { twilioPort } from "./sender";
import { findCampaignRow, templateOf } from "./view";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";

/**
 * `POST /api/campaigns/{id}/test`: one message to the given number, as the first of the audience would read it. It takes a slot of the sender's pace like any
 * other, and is no recipient of the campaign.
 * @throws AppError `not_found`, `invalid_request` for no number, `rate_limit_exceeded` when no slot is free soon, `twilio_refused` with Twilio's code
 */
export async function sendTest(ctx: Context, id: number, input: { to: string }): Promise<z.infer<typeof testSentSchema>> {
  requirePermission(ctx.actor, "campaigns:write");
  const to = toE164(input.to);
  if (!to) throw invalidRequest([{ path: "to", message: ctx.locale === "es" ? "no es un teléfono válido" : "is no valid telephone number" }]);
  const row = await findCampaignRow(ctx, id);
  const [first] = await ctx.db<{ variables: Record<string, string> }[]>`select variables from (${candidates(ctx, row)}) c order by source, ord limit 1`;
  const content = contentFor(templateOf(row), first?.variables ?? {});
  const port = twilioPort();
  await takeSlot(ctx, row.senderId);
  const outcome = await port.send({ to, ...content });
  if (outcome.kind !== "accepted") throw new AppError("twilio_refused", { params: { code: "code" in outcome ? outcome.code : outcome.kind }, extra: { outcome: outcome.kind } });
  await ctx.db.begin((db) => recordAudit({ ...ctx, db }, { action: "campaign.test", entity: "campaign", entityId: id, data: { to } }));
  return { success: true, to, sid: outcome.sid, text: textOf(content) };
}

/** Waits for one slot of the sender's pace, at most a second; a longer queue is the caller's to try again. */
async function takeSlot(ctx: Context, senderId: number): Promise<void> {
  const rate = settings().TWILIO_MESSAGES_PER_SECOND;
  const [slot] = await ctx.db<{ waitMs: number }[]>`
    update senders set next_slot_at = greatest(next_slot_at, clock_timestamp()) + make_interval(secs => 1.01 / ${rate}::float8)
    where id = ${senderId} and breaker = 'closed' and next_slot_at < clock_timestamp() + interval '2 seconds'
    returning greatest(0, extract(epoch from next_slot_at - make_interval(secs => 1.01 / ${rate}::float8) - clock_timestamp()) * 1000)::float8 as "waitMs"`;
  if (!slot) throw new AppError("rate_limit_exceeded", { retryAfter: 2 });
  if (slot.waitMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(slot.waitMs)));
}
