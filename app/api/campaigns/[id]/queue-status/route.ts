import { queueStatus } from "@/lib/campaigns/queue-status";
import { queueStatusSchema } from "@/lib/campaigns/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "How far a campaign has come", tag: "Campaigns", permission: "campaigns:read", params: idParams, response: queueStatusSchema },
    ({ ctx, params }) => queueStatus(ctx, params.id),
  ),
});
