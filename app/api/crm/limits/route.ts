import { methods, route } from "@/lib/http/route";
import { showLimits } from "@/lib/jobs/quota";
import { limitsSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The caller's limits: used, left, when they reset", tag: "Jobs", permission: "jobs:read", response: limitsSchema }, ({ ctx }) => showLimits(ctx)),
});
