import { methods, route } from "@/lib/http/route";
import { queueOverview } from "@/lib/jobs/queue-overview";
import { queueOverviewSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "What runs and waits now, and which workers are there", tag: "Jobs", permission: "overview:read", response: queueOverviewSchema }, ({ ctx }) => queueOverview(ctx)),
});
