import { findUser } from "./find-user";
import { listUsers } from "./list-users";
import type { ListUsersQuery, UserFacets, UserPage } from "./schemas";
import { USERS_TAG } from "./tag";
import { userFacets } from "./user-facets";
import { requirePermission } from "@/lib/auth/roles";
import { cached } from "@/lib/cache/cached";
import { scopeOf } from "@/lib/cache/scope";
import type { Context } from "@/lib/context/context";
import { type TaggedBody, tagged } from "@/lib/http/etag";

/** A page of the list as it is sent; from the cache unless `fresh`. */
export function usersBody(ctx: Context, query: ListUsersQuery, fresh: boolean): Promise<TaggedBody> {
  const { page, per_page, active_only, active, role, zone, search, sort } = query;
  return body(ctx, fresh, ["list", page, per_page, active_only ?? null, active ?? null, role ?? null, zone ?? null, search ?? null, sort], () => listUsers(ctx, query));
}

/** How many users each value of a filter leaves, as it is sent; from the cache unless `fresh`. */
export function facetsBody(ctx: Context, fresh: boolean): Promise<TaggedBody> {
  return body(ctx, fresh, ["facets"], () => userFacets(ctx));
}

/** What the console's page shows: the list and the counts, from the cache. */
export async function pageOfUsers(ctx: Context, query: ListUsersQuery): Promise<{ page: UserPage; facets: UserFacets }> {
  const [page, facets] = await Promise.all([usersBody(ctx, query, false), facetsBody(ctx, false)]);
  return { page: JSON.parse(page.body) as UserPage, facets: JSON.parse(facets.body) as UserFacets };
}

/** One user as sent. Its open sessions come and go without a change of the user: read each time. */
export async function userBody(ctx: Context, id: number): Promise<TaggedBody> {
  return tagged(await findUser(ctx, id));
}

async function body(ctx: Context, fresh: boolean, key: (string | number | boolean | null)[], load: () => Promise<unknown>): Promise<TaggedBody> {
  requirePermission(ctx.actor, "users:read");
  const compute = async () => tagged(await load());
  if (fresh) return compute();
  const { value } = await cached({ kind: "users", key, scope: scopeOf(ctx.actor), tags: [USERS_TAG] }, compute);
  return value;
}
