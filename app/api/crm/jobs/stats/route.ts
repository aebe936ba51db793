import { methods, route } from "@/lib/http/route";
import { jobStats } from "@/lib/jobs/job-stats";
import { jobStatsSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "Jobs, leads and durations by day, the last thirty", tag: "Jobs", permission: "jobs:read", response: jobStatsSchema }, ({ ctx }) => jobStats(ctx)),
});
