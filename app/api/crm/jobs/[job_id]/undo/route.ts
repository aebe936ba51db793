import { methods, route } from "@/lib/http/route";
import { acceptedJobSchema, jobParams } from "@/lib/jobs/schemas";
import { undoJob } from "@/lib/leads/undo-job";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "A new job that puts the leads back",
      tag: "Jobs",
      permission: "jobs:write",
      params: jobParams,
      response: acceptedJobSchema,
      status: 202,
      idempotent: true,
      alsoAnswers: { 409: "invalid_transition, nothing_to_undo" },
    },
    ({ ctx, params }) => undoJob(ctx, params.job_id),
  ),
});
