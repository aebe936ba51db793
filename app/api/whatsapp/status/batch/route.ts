import { methods, route } from "@/lib/http/route";
import { takeStatusBatch } from "@/lib/whatsapp/report";
import { reportedSchema, statusBatch } from "@/lib/whatsapp/report-schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Take statuses of many sessions; an older one never overwrites a newer", tag: "WhatsApp", permission: "whatsapp:report", body: statusBatch, response: reportedSchema },
    ({ ctx, body }) => takeStatusBatch(ctx, body.items),
  ),
});
