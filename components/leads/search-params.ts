import { createParser, createSerializer, type inferParserType, parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

import { parseAsCount } from "@/components/parse-count";
import type { LeadFilter, ListLeadsQuery } from "@/lib/leads/schemas";

const parseAsDay = createParser({
  parse: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null),
  serialize: (day) => day,
});

const sorts = ["-created_at", "created_at", "-id", "id"] as const satisfies readonly ListLeadsQuery["sort"][];

/**
 * What the address of the leads' page says, with its defaults: the API's query of the list (`listLeadsQuery`), in larger pages. What makes no
 * sense counts as not said.
 */
export const leadsParams = {
  estado: parseAsArrayOf(parseAsString).withDefault([]),
  cliente_id: parseAsArrayOf(parseAsInteger).withDefault([]),
  created_after: parseAsDay,
  created_before: parseAsDay,
  search: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(sorts).withDefault("-id"),
  page: parseAsCount(1_000_000).withDefault(1),
  per_page: parseAsCount(100).withDefault(50),
} satisfies Record<keyof Omit<ListLeadsQuery, "format">, unknown>;

export type LeadsParams = inferParserType<typeof leadsParams>;

/** No filter: what "Quitar filtros" leaves. */
export const noFilter = { estado: null, cliente_id: null, created_after: null, created_before: null, search: null, page: null } as const;

const serialize = createSerializer(leadsParams, { clearOnDefault: false });

/** The query of `GET /api/crm/leads` that answers a page; empty filters are left out, as the API wants them. */
export function listQuery(params: LeadsParams): URLSearchParams {
  const query = new URLSearchParams(serialize({ ...params, search: params.search.trim() }));
  const empty = [...query.keys()].filter((name) => query.get(name) === "");
  for (const name of empty) query.delete(name);
  return query;
}

/** Where the CSV of everything that matches comes from. */
export function exportHref(params: LeadsParams): string {
  const query = listQuery(params);
  for (const name of ["page", "per_page", "sort"]) query.delete(name);
  query.set("format", "csv");
  return `/api/crm/leads?${query}`;
}

/** The filter in a bulk change's body. */
export function leadFilter({ estado, cliente_id, created_after, created_before, search }: LeadsParams): LeadFilter {
  return {
    ...(estado.length > 0 && { estado }),
    ...(cliente_id.length > 0 && { cliente_id }),
    ...(created_after !== null && { created_after }),
    ...(created_before !== null && { created_before }),
    ...(search.trim() !== "" && { search: search.trim() }),
  };
}

/** How many of the filters are in force. */
export function filterCount(params: LeadsParams): number {
  const { created_after, created_before, ...rest } = leadFilter(params);
  return Object.keys(rest).length + Number(created_after !== undefined || created_before !== undefined);
}
