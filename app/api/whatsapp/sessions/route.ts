import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { startSession } from "@/lib/whatsapp/control-session";
import { exportSessions, listSessions } from "@/lib/whatsapp/find-session";
import { listSessionsQuery, listSessionsSchema, orderedSchema, sessionSchema, startSessionSchema } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "List sessions", tag: "WhatsApp", permission: "whatsapp:read", query: listSessionsQuery, response: listSessionsSchema },
    ({ ctx, query }) => (query.format === "csv" ? csvResponse("whatsapp-sessions.csv", Object.keys(sessionSchema.shape), exportSessions(ctx, query)) : listSessions(ctx, query)),
  ),
  POST: route(
    { summary: "Start a user's session; its QR follows", tag: "WhatsApp", permission: "whatsapp:write", body: startSessionSchema, response: orderedSchema, status: 202, idempotent: true },
    ({ ctx, body }) => startSession(ctx, body),
  ),
});
