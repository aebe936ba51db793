import { limitSignIns } from "@/lib/http/limit-requests";
import { methods, route } from "@/lib/http/route";
import { sessionCookies, ticketCookie, withCookies } from "@/lib/wispro/account-cookies";
import { customerSignInSchema, signedInSchema } from "@/lib/wispro/account-schemas";
import { signInCustomer } from "@/lib/wispro/sign-in-customer";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Sign in a customer by identity number; with the first password only to choose another",
      tag: "Account",
      permission: "public",
      body: customerSignInSchema,
      response: signedInSchema,
      alsoAnswers: { 401: "invalid_credentials", 429: "sign_in_locked, rate_limit_exceeded" },
    },
    async ({ ctx, body, request }) => {
      await limitSignIns(request);
      const { userId, ticket } = await signInCustomer(ctx, body);
      if (ticket !== null) return withCookies({ success: true, next: "choose_password" }, [ticketCookie(ticket)]);
      return withCookies({ success: true, next: "account" }, await sessionCookies(userId, request));
    },
  ),
});
