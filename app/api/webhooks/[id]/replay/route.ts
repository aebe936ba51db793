import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { replayDeliveries } from "@/lib/webhooks/deliveries";
import { replayedSchema, replaySchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Deliver again: one delivery, or all that failed", tag: "Webhooks", permission: "webhooks:manage", params: idParams, body: replaySchema, response: replayedSchema, status: 202 },
    ({ ctx, params, body }) => replayDeliveries(ctx, params.id, body),
  ),
});
