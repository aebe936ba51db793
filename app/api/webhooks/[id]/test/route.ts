import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { sendTest } from "@/lib/webhooks/deliveries";
import { replayedSchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Send the event test to an address", tag: "Webhooks", permission: "webhooks:manage", params: idParams, response: replayedSchema, status: 202 },
    ({ ctx, params }) => sendTest(ctx, params.id),
  ),
});
