import { methods, route } from "@/lib/http/route";
import { accountSchema } from "@/lib/wispro/account-schemas";
import { showAccount } from "@/lib/wispro/show-account";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "What is known of whoever is signed in", tag: "Account", permission: "signed-in", response: accountSchema, alsoAnswers: { 404: "A key has no account" } },
    ({ ctx }) => showAccount(ctx),
  ),
});
