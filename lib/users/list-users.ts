import { matches, userCondition } from "./filter";
import { orderOf } from "./order";
import { findPage } from "./page-of-users";
import type { ListUsersQuery, User, UserPage } from "./schemas";
import { fewHits } from "./search-users";
import { wordsOf } from "./search-words";
import { toUser, userColumns, type UserRow } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";

const EXPORT_BATCH = 200;

/** `GET /api/users`: one page of the users that match. */
export async function listUsers(ctx: Context, query: ListUsersQuery): Promise<UserPage> {
  requirePermission(ctx.actor, "users:read");
  const { rows, pagination } = await findPage(ctx.db, query);
  return { items: rows.map(toUser), pagination };
}

/** Every user that matches, in batches, for the export: each begins after the last one's key, so that no transaction stays open meanwhile. */
export async function* exportUsers(ctx: Context, query: ListUsersQuery): AsyncGenerator<User[]> {
  requirePermission(ctx.actor, "users:read");
  const { db } = ctx;
  const hits = query.search ? await fewHits(db, query) : null;
  const where = hits ? db`u.id = any(${hits}::bigint[])` : db`${userCondition(db, query)} ${query.search ? db`and ${matches(db, wordsOf(query.search))}` : db``}`;
  for (let last: UserRow | undefined; ; ) {
    const rows: UserRow[] = await db<UserRow[]>`
      select ${userColumns(db)} from users u where ${where} ${last ? db`and ${after(db, query, last)}` : db``} order by ${orderOf(db, query.sort)} limit ${EXPORT_BATCH}`;
    if (rows.length > 0) yield rows.map(toUser);
    if (rows.length < EXPORT_BATCH) return;
    last = rows.at(-1)!;
  }
}

function after(db: Queryable, { sort }: ListUsersQuery, { id, name }: UserRow) {
  if (sort === "name") return db`(u.name, u.id) > (${name}, ${id})`;
  if (sort === "-name") return db`(u.name, u.id) < (${name}, ${id})`;
  return sort.startsWith("-") ? db`u.id < ${id}` : db`u.id > ${id}`;
}
