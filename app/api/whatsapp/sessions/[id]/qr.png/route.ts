import { methods, route } from "@/lib/http/route";
import { qrPng } from "@/lib/whatsapp/qr-image";
import { sessionParams } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "The QR to scan, 404 when there is none", tag: "WhatsApp", permission: "whatsapp:write", params: sessionParams, response: { contentType: "image/png", description: "Of the QR that is valid now" } },
    ({ ctx, params }) => qrPng(ctx, params.id),
  ),
});
