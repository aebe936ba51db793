import { methods, route } from "@/lib/http/route";
import { queueOverview, queueOverviewSchema } from "@/lib/jobs/queue-overview";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "What runs and waits now, and which workers are there", tag: "Jobs", permission: "overview:read", response: queueOverviewSchema }, ({ ctx }) => queueOverview(ctx)),
});
