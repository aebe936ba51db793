import { z } from "zod";
import { ensureSender } from "./sender";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";

export const senderSchema = z.object({ id: z.int(), address: z.string(), dailyCap: z.int().nullable(), breaker: z.enum(["closed", "open", "half-open"]) });
export const updateSenderSchema = z.strictObject({ dailyCap: z.int().min(1).max(10_000_000).nullable() });
type Sender = z.infer<typeof senderSchema>;

/** `GET /api/campaigns/sender`: the number that sends. @throws AppError `twilio_not_configured` */
export async function findSender(ctx: Context): Promise<Sender> {
  requirePermission(ctx.actor, "campaigns:read");
  const id = await ensureSender(ctx.db);
  const [row] = await ctx.db<Sender[]>`select id, address, daily_cap as "dailyCap", breaker from senders where id = ${id}`;
  return row!;
}

/** `PATCH /api/campaigns/sender`: its most messages a day of APP_TIMEZONE; null for no limit. @throws AppError `twilio_not_configured` */
export async function updateSender(ctx: Context, input: z.infer<typeof updateSenderSchema>): Promise<Sender> {
  requirePermission(ctx.actor, "campaigns:write");
  return transaction(ctx, async (tx) => {
    const id = await ensureSender(tx.db);
    const [row] = await tx.db<Sender[]>`
      update senders set daily_cap = ${input.dailyCap} where id = ${id} returning id, address, daily_cap as "dailyCap", breaker`;
    await recordAudit(tx, { action: "sender.update", entity: "sender", entityId: id, data: { ...input } });
    return row!;
  });
}
