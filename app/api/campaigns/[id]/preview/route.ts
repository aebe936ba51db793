import { previewCampaign } from "@/lib/campaigns/preview-campaign";
import { previewSchema } from "@/lib/campaigns/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Who would be written to now, who not and why, and what the first would read", tag: "Campaigns", permission: "campaigns:read", params: idParams, response: previewSchema },
    ({ ctx, params }) => previewCampaign(ctx, params.id),
  ),
});
