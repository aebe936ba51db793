import { methods, route } from "@/lib/http/route";
import { takeQr } from "@/lib/whatsapp/report";
import { qrItem, reportedSchema } from "@/lib/whatsapp/report-schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Take a session's QR", tag: "WhatsApp", permission: "whatsapp:report", body: qrItem, response: reportedSchema },
    ({ ctx, body }) => takeQr(ctx, body),
  ),
});
