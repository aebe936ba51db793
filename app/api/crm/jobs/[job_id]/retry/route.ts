import { methods, route } from "@/lib/http/route";
import { acceptedJobSchema, jobParams } from "@/lib/jobs/schemas";
import { retryJob } from "@/lib/leads/retry-job";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "A new job of the failed leads only",
      tag: "Jobs",
      permission: "jobs:write",
      params: jobParams,
      response: acceptedJobSchema,
      status: 202,
      idempotent: true,
      alsoAnswers: { 409: "invalid_transition, nothing_to_retry" },
    },
    ({ ctx, params }) => retryJob(ctx, params.job_id),
  ),
});
