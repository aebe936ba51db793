import { methods, route } from "@/lib/http/route";
import { qrSvg } from "@/lib/whatsapp/qr-image";
import { sessionParams } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "The QR to scan, 404 when there is none", tag: "WhatsApp", permission: "whatsapp:write", params: sessionParams, response: { contentType: "image/svg+xml", description: "Of the QR that is valid now" } },
    ({ ctx, params }) => qrSvg(ctx, params.id),
  ),
});
