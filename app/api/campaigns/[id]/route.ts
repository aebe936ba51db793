import { z } from "zod";
import { findCampaign } from "@/lib/campaigns/find-campaign";
import { deleteCampaign, updateCampaign } from "@/lib/campaigns/save-campaign";
import { campaignSchema, updateCampaignSchema } from "@/lib/campaigns/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "One campaign", tag: "Campaigns", permission: "campaigns:read", params: idParams, response: campaignSchema }, ({ ctx, params }) => findCampaign(ctx, params.id)),
  PATCH: route(
    {
      summary: "Change a campaign that was not started; of a started one its quiet hours and whether its results are kept", tag: "Campaigns",
      permission: "campaigns:write", params: idParams, body: updateCampaignSchema, response: campaignSchema, alsoAnswers: { 409: "invalid_transition" },
    },
    ({ ctx, params, body }) => updateCampaign(ctx, params.id, body),
  ),
  DELETE: route(
    {
      summary: "Delete a campaign that was not started", tag: "Campaigns", permission: "campaigns:write", params: idParams,
      response: z.object({ success: z.literal(true) }), alsoAnswers: { 409: "invalid_transition" },
    },
    ({ ctx, params }) => deleteCampaign(ctx, params.id),
  ),
});
