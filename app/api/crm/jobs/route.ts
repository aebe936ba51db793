import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { exportJobs, listJobs } from "@/lib/jobs/list-jobs";
import { listJobsQuery, listJobsSchema } from "@/lib/jobs/schemas";

const COLUMNS = ["job_id", "kind", "status", "priority", "total_leads", "processed_leads", "updated", "unchanged", "failed", "created_at", "started_at", "finished_at", "error"];

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "List jobs", tag: "Jobs", permission: "jobs:read", query: listJobsQuery, response: listJobsSchema },
    async ({ ctx, query }) => (query.format === "csv" ? csvResponse("jobs.csv", COLUMNS, exportJobs(ctx, query)) : listJobs(ctx, query)),
  ),
});
