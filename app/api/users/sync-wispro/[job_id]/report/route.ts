import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { exportReport, readReport } from "@/lib/wispro/report";
import { REPORT_COLUMNS, reportQuery, reportSchema, syncParams } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      summary: "Every record a run skipped, found in conflict or failed at, with its reason; as JSON or CSV",
      tag: "Wispro",
      permission: "wispro:read",
      params: syncParams,
      query: reportQuery,
      response: reportSchema,
    },
    async ({ ctx, params, query }) =>
      query.format === "csv"
        ? csvResponse(`${params.job_id}-report.csv`, [...REPORT_COLUMNS], await exportReport(ctx, params.job_id, query))
        : readReport(ctx, params.job_id, query),
  ),
});
