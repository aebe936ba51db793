import { z } from "zod";
import { revokeApiKey } from "@/lib/auth/api-keys";
import { methods, route } from "@/lib/http/route";
import { idParams } from "@/lib/http/params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route({ summary: "Revoke an API key at once", tag: "API keys", permission: "api-keys:manage", params: idParams, response: z.object({ success: z.literal(true) }) }, ({ ctx, params }) => revokeApiKey(ctx, params.id)),
});
