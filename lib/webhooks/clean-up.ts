import type { Context } from "@/lib/context/context";

const KEEP_DAYS = 7;

/** Removes deliveries that ended more than a week ago. Answers how many. */
export async function cleanUpDeliveries(ctx: Context): Promise<number> {
  const removed = await ctx.db`delete from webhook_deliveries where status <> 'pending' and created_at < now() - make_interval(days => ${KEEP_DAYS})`;
  ctx.log.info({ removed: removed.count }, "webhook deliveries cleaned up");
  return removed.count;
}
