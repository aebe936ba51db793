import { methods, route } from "@/lib/http/route";
import { findJob } from "@/lib/jobs/find-job";
import { jobParams, jobSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "A job and its progress", tag: "Jobs", permission: "jobs:read", params: jobParams, response: jobSchema }, ({ ctx, params }) => findJob(ctx, params.job_id)),
});
