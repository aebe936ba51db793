import { queueMetrics } from "@/lib/campaigns/queue-metrics";
import { queueMetricsSchema } from "@/lib/campaigns/queue-schemas";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Campaigns and batches in the queue, the sender and open alerts", tag: "Campaigns", permission: "campaigns:read", response: queueMetricsSchema },
    ({ ctx }) => queueMetrics(ctx),
  ),
});
