import { listCampaigns } from "@/lib/campaigns/find-campaign";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { campaignSchema, createCampaignSchema, listCampaignsQuery, listCampaignsSchema } from "@/lib/campaigns/schemas";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "List campaigns", tag: "Campaigns", permission: "campaigns:read", query: listCampaignsQuery, response: listCampaignsSchema },
    ({ ctx, query }) => listCampaigns(ctx, query),
  ),
  POST: route(
    { summary: "Create a campaign; scheduled where scheduledAt is given", tag: "Campaigns", permission: "campaigns:write", body: createCampaignSchema, response: campaignSchema, status: 201, idempotent: true },
    ({ ctx, body }) => createCampaign(ctx, body),
  ),
});
