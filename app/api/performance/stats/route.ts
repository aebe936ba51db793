import { methods, route } from "@/lib/http/route";
import { performanceStats } from "@/lib/monitoring/performance-stats";
import { statsQuery, statsSchema } from "@/lib/monitoring/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Latency, errors, machines, queue and outside systems, over all processes", tag: "Health", permission: "performance:read", query: statsQuery, response: statsSchema },
    ({ ctx, query }) => performanceStats(ctx, query.range),
  ),
});
