import { testSendSchema, testSentSchema } from "@/lib/campaigns/schemas";
import { sendTest } from "@/lib/campaigns/test-send";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Send one message as the first of the audience would read it", tag: "Campaigns", permission: "campaigns:write", params: idParams, body: testSendSchema,
      response: testSentSchema, alsoAnswers: { 409: "twilio_refused" },
    },
    ({ ctx, params, body }) => sendTest(ctx, params.id, body),
  ),
});
