import { methods, route } from "@/lib/http/route";
import { takeStatus } from "@/lib/whatsapp/report";
import { reportedSchema, statusItem } from "@/lib/whatsapp/report-schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Take a session's status", tag: "WhatsApp", permission: "whatsapp:report", body: statusItem, response: reportedSchema },
    ({ ctx, body }) => takeStatus(ctx, body),
  ),
});
