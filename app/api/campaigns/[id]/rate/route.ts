import { sendRateSchema } from "@/lib/campaigns/queue-schemas";
import { sendRate } from "@/lib/campaigns/send-rate";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Messages started a second over the run", tag: "Campaigns", permission: "campaigns:read", params: idParams, response: sendRateSchema },
    ({ ctx, params }) => sendRate(ctx, params.id),
  ),
});
