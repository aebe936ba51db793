import { limitSignIns } from "@/lib/http/limit-requests";
import { methods, route } from "@/lib/http/route";
import { sessionCookies, ticketOf, withCookies } from "@/lib/wispro/account-cookies";
import { choosePasswordSchema, signedInSchema } from "@/lib/wispro/account-schemas";
import { choosePassword } from "@/lib/wispro/choose-password";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Replace the first password, within a quarter of an hour of having signed in with it",
      tag: "Account",
      permission: "public",
      body: choosePasswordSchema,
      response: signedInSchema,
      alsoAnswers: { 401: "invalid_credentials" },
    },
    async ({ ctx, body, request }) => {
      await limitSignIns(request);
      const { userId } = await choosePassword(ctx, ticketOf(request), body.password);
      return withCookies({ success: true, next: "account" }, await sessionCookies(userId, request));
    },
  ),
});
