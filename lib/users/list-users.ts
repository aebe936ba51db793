import { findPage } from "./page-of-users";
import type { ListUsersQuery, UserPage } from "./schemas";
import { toUser } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

/** `GET /api/users`: one page of the users that match. */
export async function listUsers(ctx: Context, query: ListUsersQuery): Promise<UserPage> {
  requirePermission(ctx.actor, "users:read");
  const { rows, pagination } = await findPage(ctx.db, query);
  return { items: rows.map(toUser), pagination };
}
