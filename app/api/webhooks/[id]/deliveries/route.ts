import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { listDeliveries } from "@/lib/webhooks/deliveries";
import { listDeliveriesQuery, listDeliveriesSchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "What was sent to an address, and what it answered", tag: "Webhooks", permission: "webhooks:manage", params: idParams, query: listDeliveriesQuery, response: listDeliveriesSchema },
    ({ ctx, params, query }) => listDeliveries(ctx, params.id, query),
  ),
});
