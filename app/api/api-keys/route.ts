import { z } from "zod";
import { createApiKey, listApiKeys } from "@/lib/auth/api-keys";
import { apiKeySchema, createApiKeySchema } from "@/lib/auth/schemas";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "All API keys, without the keys", tag: "API keys", permission: "api-keys:manage", response: z.object({ items: z.array(apiKeySchema) }) }, async ({ ctx }) => ({ items: await listApiKeys(ctx) })),
  POST: route(
    { summary: "Create an API key; the answer is the only place it is shown", tag: "API keys", permission: "api-keys:manage", body: createApiKeySchema, response: z.object({ id: z.int(), key: z.string() }), status: 201 },
    ({ ctx, body }) => createApiKey(ctx, body),
  ),
});
