import { methods, route } from "@/lib/http/route";
import { cancelJob } from "@/lib/jobs/cancel-job";
import { jobParams, jobSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Cancel a job; what is applied stays", tag: "Jobs", permission: "jobs:write", params: jobParams, response: jobSchema, alsoAnswers: { 409: "invalid_transition" } },
    ({ ctx, params }) => cancelJob(ctx, params.job_id),
  ),
});
