import { z } from "zod";
import { settleRecipient } from "@/lib/campaigns/retry-recipients";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Decide of an unknown message that it was sent, or that it was not", tag: "Campaigns", permission: "campaigns:write",
      params: idParams.extend({ n: z.coerce.number().int().positive() }), body: z.strictObject({ as: z.enum(["sent", "failed"]) }),
      response: z.object({ success: z.literal(true) }), alsoAnswers: { 409: "invalid_transition" },
    },
    ({ ctx, params, body }) => settleRecipient(ctx, params.id, params.n, body.as),
  ),
});
