import type { User, UserDetail } from "./schemas";
import { toUser, userColumns, type UserRow } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";

/** `GET /api/users/{id}`. @throws AppError `not_found` */
export async function findUser(ctx: Context, id: number): Promise<UserDetail> {
  requirePermission(ctx.actor, "users:read");
  return readUser(ctx.db, id);
}

/** One user with what a list leaves out. @throws AppError `not_found` */
export async function readUser(db: Queryable, id: number): Promise<UserDetail> {
  const [row] = await db<(UserRow & Omit<UserDetail, keyof User>)[]>`
    select ${userColumns(db)}, coalesce(u.limits, '{}') as limits,
      exists (select from accounts a where a.user_id = u.id and a.provider_id = 'credential') as has_password,
      (select count(*) from sessions s where s.user_id = u.id and s.expires_at > now())::int as open_sessions
    from users u where u.id = ${id}`;
  if (!row) throw new AppError("not_found");
  const { limits, has_password, open_sessions, ...user } = row;
  return { ...toUser(user), limits, has_password, open_sessions };
}
