import { methods, route } from "@/lib/http/route";
import { takeQrBatch } from "@/lib/whatsapp/report";
import { qrBatch, reportedSchema } from "@/lib/whatsapp/report-schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Take QRs of many sessions; a bad one is named by its index and loses no other", tag: "WhatsApp", permission: "whatsapp:report", body: qrBatch, response: reportedSchema },
    ({ ctx, body }) => takeQrBatch(ctx, body.items),
  ),
});
