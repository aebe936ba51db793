import { z } from "zod";
import { methods, route } from "@/lib/http/route";
import { createWebhook, listWebhooks } from "@/lib/webhooks/endpoints";
import { createWebhookSchema, webhookSchema, webhookWithSecretSchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The addresses that are told of events", tag: "Webhooks", permission: "webhooks:manage", response: z.object({ items: z.array(webhookSchema) }) }, ({ ctx }) => listWebhooks(ctx)),
  POST: route(
    { summary: "Add an address; the answer is the only place its secret is shown", tag: "Webhooks", permission: "webhooks:manage", body: createWebhookSchema, response: webhookWithSecretSchema, status: 201 },
    ({ ctx, body }) => createWebhook(ctx, body),
  ),
});
