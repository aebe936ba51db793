import { retryRecipients } from "@/lib/campaigns/retry-recipients";
import { retrySchema, startedSchema } from "@/lib/campaigns/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Send once more to the failed, or to those whose outcome is unknown", tag: "Campaigns", permission: "campaigns:write", params: idParams, body: retrySchema,
      response: startedSchema, status: 202, idempotent: true, alsoAnswers: { 409: "invalid_transition, nothing_to_retry" },
    },
    ({ ctx, params, body }) => retryRecipients(ctx, params.id, body.scope),
  ),
});
