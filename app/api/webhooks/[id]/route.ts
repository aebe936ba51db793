import { z } from "zod";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { deleteWebhook, findWebhook, updateWebhook } from "@/lib/webhooks/endpoints";
import { updateWebhookSchema, webhookSchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "One address", tag: "Webhooks", permission: "webhooks:manage", params: idParams, response: webhookSchema }, ({ ctx, params }) => findWebhook(ctx, params.id)),
  PATCH: route(
    { summary: "Change an address: where, of what, paused or active", tag: "Webhooks", permission: "webhooks:manage", params: idParams, body: updateWebhookSchema, response: webhookSchema },
    ({ ctx, params, body }) => updateWebhook(ctx, params.id, body),
  ),
  DELETE: route(
    { summary: "Remove an address with its deliveries", tag: "Webhooks", permission: "webhooks:manage", params: idParams, response: z.object({ success: z.literal(true) }) },
    ({ ctx, params }) => deleteWebhook(ctx, params.id),
  ),
});
