import { methods, route } from "@/lib/http/route";
import { gatewayGauges } from "@/lib/whatsapp/gauges";
import { gatewayGaugesSchema } from "@/lib/whatsapp/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Gateways, with the figures of their batches and memory", tag: "WhatsApp", permission: "whatsapp:read", response: gatewayGaugesSchema },
    ({ ctx }) => gatewayGauges(ctx),
  ),
});
