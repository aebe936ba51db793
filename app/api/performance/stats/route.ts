import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { performanceStats } from "@/lib/monitoring/performance-stats";
import { type PerformanceStats, routeSchema, type RouteStats, statsQuery, statsSchema } from "@/lib/monitoring/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Latency, errors, machines, queue and outside systems, over all processes", tag: "Health", permission: "performance:read", query: statsQuery, response: statsSchema },
    async ({ ctx, query }) => {
      const stats = await performanceStats(ctx, query.range);
      return query.format === "csv" ? csvResponse(`routes-${query.range}.csv`, Object.keys(routeSchema.shape), routesOf(stats)) : stats;
    },
  ),
});

async function* routesOf(stats: PerformanceStats): AsyncGenerator<RouteStats[]> {
  yield stats.routes;
}
