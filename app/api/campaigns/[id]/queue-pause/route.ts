import { pauseCampaign } from "@/lib/campaigns/control-campaign";
import { queueStatusSchema } from "@/lib/campaigns/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Pause: after the answer no message starts", tag: "Campaigns", permission: "campaigns:write", params: idParams, response: queueStatusSchema, alsoAnswers: { 409: "invalid_transition" } },
    ({ ctx, params }) => pauseCampaign(ctx, params.id),
  ),
});
