import { type inferParserType, parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

import { parseAsCount } from "@/components/parse-count";
import { type ListUsersQuery, USER_ROLES, USER_SORTS } from "@/lib/users/schemas";

/** What the address of the users' page says: the API's query of the list, and whose dialog is open. What makes no sense counts as not said. */
export const usersParams = {
  role: parseAsStringLiteral(USER_ROLES),
  active: parseAsBoolean,
  zone: parseAsString.withDefault(""),
  search: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(USER_SORTS).withDefault("-created_at"),
  page: parseAsCount(1_000_000).withDefault(1),
  per_page: parseAsCount(100).withDefault(25),
  user: parseAsInteger,
};

export type UsersParams = inferParserType<typeof usersParams>;

/** No filter: what "Quitar filtros" leaves. */
export const noFilter = { role: null, active: null, zone: null, search: null, page: null } as const;

/** The query of the list that answers the address. */
export function listQuery({ role, active, zone, search, sort, page, per_page }: UsersParams): ListUsersQuery {
  const [text, place] = [search.trim().slice(0, 100), zone.trim().slice(0, 200)];
  return { page, per_page, sort, format: "json", ...(role && { role }), ...(active !== null && { active }), ...(place && { zone: place }), ...(text && { search: text }) };
}

/** Where the CSV of everybody who matches comes from. */
export function exportHref(params: UsersParams): string {
  const { role, active, zone, search, sort } = listQuery(params);
  const query = new URLSearchParams({ format: "csv", sort, ...(role && { role }), ...(active !== undefined && { active: String(active) }), ...(zone && { zone }), ...(search && { search }) });
  return `/api/users?${query}`;
}

/** Is any filter in force? */
export function isFiltered({ role, active, zone, search }: UsersParams): boolean {
  return role !== null || active !== null || zone !== "" || search.trim() !== "";
}
