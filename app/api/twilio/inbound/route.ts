import { takeInbound } from "@/lib/campaigns/take-inbound";
import { readSigned } from "@/lib/campaigns/webhook";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "A person's message by way of Twilio: STOP, BAJA, SALIR, CANCELAR and PARAR opt the number out", tag: "Twilio", permission: "public",
      rawBody: { contentType: "application/x-www-form-urlencoded", description: "Signed by X-Twilio-Signature over all fields" },
      response: { contentType: "text/xml", description: "An empty TwiML response" }, alsoAnswers: { 403: "invalid_signature" },
    },
    async ({ ctx, request }) => {
      await takeInbound(ctx, await readSigned(request));
      return new Response("<Response/>", { headers: { "Content-Type": "text/xml" } });
    },
  ),
});
