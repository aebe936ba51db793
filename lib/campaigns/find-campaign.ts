import type { Campaign, listCampaignsQuery } from "./schemas";
import { campaignColumns, type CampaignRow, findCampaignRow, toCampaign } from "./view";
import type { z } from "zod";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** `GET /api/campaigns/{id}`. @throws AppError `not_found` */
export async function findCampaign(ctx: Context, id: number): Promise<Campaign> {
  requirePermission(ctx.actor, "campaigns:read");
  return toCampaign(await findCampaignRow(ctx, id));
}

/** `GET /api/campaigns`: newest first. Campaigns are made by hand, so they stay countable. */
export async function listCampaigns(ctx: Context, query: z.infer<typeof listCampaignsQuery>): Promise<{ items: Campaign[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "campaigns:read");
  const { db } = ctx;
  const where = db`true
    ${query.status ? db`and c.status = any(${query.status})` : db``}
    ${query.search ? db`and tanda_fold(c.name) like '%' || tanda_fold(${query.search.replace(/[\\%_]/g, "\\$&")}) || '%'` : db``}`;
  const [rows, [count]] = await Promise.all([
    db<CampaignRow[]>`
      select ${campaignColumns(db)} from campaigns c where ${where} order by c.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    db<{ total: number }[]>`select count(*) as total from campaigns c where ${where}`,
  ]);
  return { items: rows.map(toCampaign), pagination: paginate(query, count!.total) };
}
