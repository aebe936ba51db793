import type { UserFacets } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

const MAX_ZONES = 500;

/** `GET /api/users/facets`: how many users each value of a filter leaves, from the kept counts. */
export async function userFacets({ actor, db }: Context): Promise<UserFacets> {
  requirePermission(actor, "users:read");
  const [all, zones] = await Promise.all([
    db<{ role: string; active: boolean; users: number }[]>`
      select role, active, sum(n)::bigint as users from user_counts where zone = '' group by role, active having sum(n) > 0 order by role, active`,
    db<{ zone: string; users: number }[]>`
      select zone, sum(n)::bigint as users from user_counts where zone > '' group by zone having sum(n) > 0`,
  ]);
  const largest = zones.sort((a, b) => b.users - a.users || a.zone.localeCompare(b.zone, "es")).slice(0, MAX_ZONES);
  const sum = (rows: { users: number }[]) => rows.reduce((total, { users }) => total + users, 0);
  return {
    total: sum(all),
    active: sum(all.filter(({ active }) => active)),
    inactive: sum(all.filter(({ active }) => !active)),
    roles: [...new Set(all.map(({ role }) => role))].map((role) => ({ role, users: sum(all.filter((row) => row.role === role)) })),
    zones: largest,
  };
}
