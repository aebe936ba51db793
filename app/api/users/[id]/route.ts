import { conditional } from "@/lib/http/etag";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { userBody } from "@/lib/users/cached-users";
import { updateUser } from "@/lib/users/save-user";
import { updateUserSchema, userDetailSchema } from "@/lib/users/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "One user", tag: "Users", permission: "users:read", params: idParams, response: userDetailSchema, alsoAnswers: { 304: "Unchanged since the ETag in If-None-Match" } },
    async ({ ctx, params, request }) => conditional(request, await userBody(ctx, params.id)),
  ),
  PATCH: route(
    {
      summary: "Change a user; `active: false` deactivates and ends the person's sessions", tag: "Users", permission: "users:write", params: idParams, body: updateUserSchema,
      response: userDetailSchema, alsoAnswers: { 409: "`last_admin`, `login_email_exists`" },
    },
    ({ ctx, params, body }) => updateUser(ctx, params.id, body),
  ),
});
