import { startCampaignSchema, startedSchema } from "@/lib/campaigns/schemas";
import { startCampaign } from "@/lib/campaigns/start-campaign";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Freeze the audience and start to send", tag: "Campaigns", permission: "campaigns:write", params: idParams, body: startCampaignSchema.prefault({}),
      response: startedSchema, status: 202, idempotent: true, alsoAnswers: { 409: "invalid_transition", 422: "empty_audience" },
    },
    ({ ctx, params, body }) => startCampaign(ctx, params.id, body),
  ),
});
