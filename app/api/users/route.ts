import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { exportUsers, listUsers } from "@/lib/users/list-users";
import { listUsersQuery, listUsersSchema, userSchema } from "@/lib/users/schemas";

const COLUMNS = Object.keys(userSchema.shape);

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "List users", tag: "Users", permission: "users:read", query: listUsersQuery, response: listUsersSchema }, async ({ ctx, query }) =>
    query.format === "csv" ? csvResponse("users.csv", COLUMNS, exportUsers(ctx, query)) : listUsers(ctx, query),
  ),
});
