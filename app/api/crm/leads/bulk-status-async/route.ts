import { Answer, methods, route } from "@/lib/http/route";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";
import { bulkStatusAsyncResultSchema, bulkStatusAsyncSchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Change the state of up to 10,000 leads as a job, by ids or by filter; with dry_run only count (200)",
      tag: "Leads",
      permission: "leads:write",
      body: bulkStatusAsyncSchema,
      response: bulkStatusAsyncResultSchema,
      status: 202,
      idempotent: true,
      alsoAnswers: { 200: "dry_run: what would happen", 422: "invalid_request, invalid_estado, too_many_leads", 429: "rate_limit_exceeded" },
    },
    async ({ ctx, body }) => {
      const result = await bulkStatusAsync(ctx, body);
      return body.dry_run ? new Answer(200, result) : result;
    },
  ),
});
