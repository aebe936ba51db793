import type { Failures } from "./queue-schemas";
import { findCampaignRow } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

const MOST = 20;

/** `GET /api/campaigns/{id}/failures`: Twilio's codes, and reasons of our own, that messages failed for, the most frequent first. @throws AppError `not_found` */
export async function failuresByCode(ctx: Context, id: number): Promise<Failures> {
  requirePermission(ctx.actor, "campaigns:read");
  await findCampaignRow(ctx, id);
  const items = await ctx.db<Failures["items"]>`
    select error_code as "errorCode", case when error_code is null then reason end as reason, count(*) as count
    from campaign_recipients where campaign_id = ${id} and status = 'failed' group by 1, 2 order by count desc, 1, 2 limit ${MOST}`;
  return { items: [...items] };
}
