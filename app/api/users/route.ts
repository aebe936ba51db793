import { csvBytesResponse } from "@/lib/http/csv";
import { conditional, wantsFresh } from "@/lib/http/etag";
import { methods, route } from "@/lib/http/route";
import { usersBody } from "@/lib/users/cached-users";
import { exportUsers } from "@/lib/users/export-users";
import { addUser } from "@/lib/users/save-user";
import { createUserSchema, listUsersQuery, listUsersSchema, userDetailSchema } from "@/lib/users/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "List users", tag: "Users", permission: "users:read", query: listUsersQuery, response: listUsersSchema, alsoAnswers: { 304: "Unchanged since the ETag in If-None-Match" } },
    async ({ ctx, query, request }) =>
      query.format === "csv" ? csvBytesResponse("users.csv", exportUsers(ctx, query)) : conditional(request, await usersBody(ctx, query, wantsFresh(request))),
  ),
  POST: route(
    {
      summary: "Create a user", tag: "Users", permission: "users:write", body: createUserSchema, response: userDetailSchema, status: 201, idempotent: true,
      alsoAnswers: { 409: "`login_email_exists`" },
    },
    ({ ctx, body }) => addUser(ctx, body),
  ),
});
