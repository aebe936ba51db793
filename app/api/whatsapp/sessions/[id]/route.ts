import { methods, route } from "@/lib/http/route";
import { findSession } from "@/lib/whatsapp/find-session";
import { foundSessionSchema, sessionParams } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "A session, and is it active: asked of memory, Redis, the database", tag: "WhatsApp", permission: "whatsapp:read", params: sessionParams, response: foundSessionSchema },
    ({ ctx, params }) => findSession(ctx, params.id),
  ),
});
