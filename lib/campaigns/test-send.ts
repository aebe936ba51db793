import type { z } from "zod";
import { sortedCandidates } from "./audience";
import { toE164 } from "./phone";
import { contentFor, textOf } from "./request";
import type { testSentSchema } from "./schemas";
import { twilioPort } from "./sender";
import { toleranceSeconds } from "./sending/options";
import { findCampaignRow, templateOf } from "./view";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";

const LONGEST_WAIT_SECONDS = 2;

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
  const [first] = await ctx.db<{ variables: Record<string, string> }[]>`select variables from (${sortedCandidates(ctx, row)}) c order by source, ord limit 1`;
  const content = contentFor(templateOf(row), first?.variables ?? {});
  const port = twilioPort();
  await takeSlot(ctx, row.senderId);
  const outcome = await port.send({ to, ...content });
  if (outcome.kind !== "accepted") throw new AppError("twilio_refused", { params: { code: "code" in outcome ? outcome.code : outcome.kind }, extra: { outcome: outcome.kind } });
  await ctx.db.begin((db) => recordAudit({ ...ctx, db }, { action: "campaign.test", entity: "campaign", entityId: id, data: { to } }));
  return { success: true, to, sid: outcome.sid, text: textOf(content) };
}

/** Waits for one slot of the sender's pace, at most two seconds; a longer queue is the caller's to try again. */
async function takeSlot(ctx: Context, senderId: number): Promise<void> {
  const rate = settings().TWILIO_MESSAGES_PER_SECOND;
  const [slot] = await ctx.db<{ waitMs: number | null }[]>`
    select (sender_take_slot(${senderId}, ${rate}, ${LONGEST_WAIT_SECONDS}, ${toleranceSeconds(rate)}) - extract(epoch from clock_timestamp()))::float8 * 1000 as "waitMs"`;
  const waitMs = slot?.waitMs ?? null;
  if (waitMs === null) throw new AppError("rate_limit_exceeded", { retryAfter: LONGEST_WAIT_SECONDS });
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.ceil(waitMs))));
}
