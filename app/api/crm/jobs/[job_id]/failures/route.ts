import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { exportFailures, listFailures } from "@/lib/jobs/list-failures";
import { jobParams, listFailuresQuery, listFailuresSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "What a job could not do, with why", tag: "Jobs", permission: "jobs:read", params: jobParams, query: listFailuresQuery, response: listFailuresSchema },
    async ({ ctx, params, query }) =>
      query.format === "csv"
        ? csvResponse(`${params.job_id}-failures.csv`, ["lead_id", "error"], await exportFailures(ctx, params.job_id))
        : listFailures(ctx, params.job_id, query),
  ),
});
