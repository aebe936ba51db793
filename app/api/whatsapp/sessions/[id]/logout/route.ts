import { methods, route } from "@/lib/http/route";
import { logoutSession } from "@/lib/whatsapp/control-session";
import { orderedSchema, sessionParams } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Log a session out: the phone is unpaired", tag: "WhatsApp", permission: "whatsapp:write", params: sessionParams, response: orderedSchema, status: 202, alsoAnswers: { 409: "invalid_transition" } },
    ({ ctx, params }) => logoutSession(ctx, params.id),
  ),
});
