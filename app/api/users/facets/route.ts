import { conditional, wantsFresh } from "@/lib/http/etag";
import { methods, route } from "@/lib/http/route";
import { facetsBody } from "@/lib/users/cached-users";
import { userFacetsSchema } from "@/lib/users/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "How many users each value of a filter leaves", tag: "Users", permission: "users:read", response: userFacetsSchema, alsoAnswers: { 304: "Unchanged since the ETag in If-None-Match" } },
    async ({ ctx, request }) => conditional(request, await facetsBody(ctx, wantsFresh(request))),
  ),
});
