import { methods, route } from "@/lib/http/route";
import { metricsText } from "@/lib/monitoring/metrics";
import { whatsappMetrics } from "@/lib/whatsapp/metrics";

const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Gauges, counters and histograms for Prometheus; histograms and counters are those of the process that answers", tag: "Health", permission: "queue:read", response: { contentType: CONTENT_TYPE, description: "Prometheus text format" } },
    async ({ ctx }) => new Response(await metricsText(ctx, await whatsappMetrics(ctx)), { headers: { "Content-Type": CONTENT_TYPE } }),
  ),
});
