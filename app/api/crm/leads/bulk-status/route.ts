import { methods, route } from "@/lib/http/route";
import { bulkStatus } from "@/lib/leads/bulk-status";
import { bulkStatusResultSchema, bulkStatusSchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Change the state of up to 100 leads at once",
      tag: "Leads",
      permission: "leads:write",
      body: bulkStatusSchema,
      response: bulkStatusResultSchema,
      idempotent: true,
      alsoAnswers: { 422: "invalid_request, invalid_estado, too_many_leads" },
    },
    ({ ctx, body }) => bulkStatus(ctx, body),
  ),
});
