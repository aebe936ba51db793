import { z } from "zod";
import { takeStatus } from "@/lib/campaigns/take-status";
import { readSigned } from "@/lib/campaigns/webhook";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Twilio's status callback", tag: "Twilio", permission: "public", query: z.object({ r: z.string().max(60).default("") }),
      rawBody: { contentType: "application/x-www-form-urlencoded", description: "Signed by X-Twilio-Signature over all fields" },
      response: { contentType: "text/plain", description: "Empty, once it is kept" }, alsoAnswers: { 403: "invalid_signature" },
    },
    async ({ ctx, query, request }) => {
      await takeStatus(ctx, query.r, await readSigned(request));
      return new Response(null, { status: 204 });
    },
  ),
});
