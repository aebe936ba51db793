import { resumeCampaign } from "@/lib/campaigns/control-campaign";
import { queueStatusSchema } from "@/lib/campaigns/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Go on with whoever is pending", tag: "Campaigns", permission: "campaigns:write", params: idParams, response: queueStatusSchema, alsoAnswers: { 409: "invalid_transition" } },
    ({ ctx, params }) => resumeCampaign(ctx, params.id),
  ),
});
