import { methods, route } from "@/lib/http/route";
import { listUsers } from "@/lib/users/list-users";
import { listUsersQuery, listUsersSchema } from "@/lib/users/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "List users", tag: "Users", permission: "users:read", query: listUsersQuery, response: listUsersSchema }, ({ ctx, query }) => listUsers(ctx, query)),
});
