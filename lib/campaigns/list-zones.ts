import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

/** The zones that active subscribers live in, the most populous first: whom a campaign by zone can be written to. */
export async function listZones(ctx: Context): Promise<{ zone: string; count: number }[]> {
  requirePermission(ctx.actor, "campaigns:read");
  const rows = await ctx.db<{ zone: string; count: number }[]>`
    select zone, count(*) as count from users where role = 'subscriber' and active and zone <> '' group by zone order by count desc, zone limit 200`;
  return [...rows];
}
