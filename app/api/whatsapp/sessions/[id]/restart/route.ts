import { methods, route } from "@/lib/http/route";
import { restartSession } from "@/lib/whatsapp/control-session";
import { orderedSchema, sessionParams } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Open a session's connection anew", tag: "WhatsApp", permission: "whatsapp:write", params: sessionParams, response: orderedSchema, status: 202, alsoAnswers: { 409: "invalid_transition" } },
    ({ ctx, params }) => restartSession(ctx, params.id),
  ),
});
