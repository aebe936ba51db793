import type { SendRate } from "./queue-schemas";
import { findCampaignRow } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

const POINTS = 60;

/** `GET /api/campaigns/{id}/rate`: messages started a second over the run, in at most sixty steps. @throws AppError `not_found` */
export async function sendRate(ctx: Context, id: number): Promise<SendRate> {
  requirePermission(ctx.actor, "campaigns:read");
  await findCampaignRow(ctx, id);
  const limitPerSecond = settings().TWILIO_MESSAGES_PER_SECOND;
  const [span] = await ctx.db<{ first: Date | null; seconds: number }[]>`
    select min(at) as first, coalesce(extract(epoch from max(at) - min(at)), 0)::int + 1 as seconds from campaign_rates where campaign_id = ${id}`;
  if (!span?.first) return { limitPerSecond, stepSeconds: 1, points: [] };
  const stepSeconds = Math.max(1, Math.ceil(span.seconds / POINTS));
  const rows = await ctx.db<{ at: Date; perSecond: number }[]>`
    select t.at, round(coalesce(sum(r.started), 0)::numeric / ${stepSeconds}::int, 2)::float8 as "perSecond"
    from generate_series(${span.first}::timestamptz, ${span.first}::timestamptz + make_interval(secs => ${span.seconds - 1}::int), make_interval(secs => ${stepSeconds}::int)) t (at)
    left join campaign_rates r on r.campaign_id = ${id} and r.at >= t.at and r.at < t.at + make_interval(secs => ${stepSeconds}::int)
    group by t.at order by t.at`;
  return { limitPerSecond, stepSeconds, points: rows.map((row) => ({ at: row.at.toISOString(), perSecond: row.perSecond })) };
}
