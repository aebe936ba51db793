import { createSerializer, type inferParserType, parseAsArrayOf, parseAsStringLiteral } from "nuqs/server";

import { parseAsCount } from "@/components/parse-count";
import { ALERT_KINDS, type AlertStatus, listAlertsQuery, SEVERITIES } from "@/lib/alerts/schemas";

/** What the page shows of all alerts: those that hold now unless another is asked for. */
export const ALERT_VIEWS = { open: ["open", "acknowledged"], acknowledged: ["acknowledged"], resolved: ["resolved"], all: ["open", "acknowledged", "resolved"] } as const satisfies Record<string, AlertStatus[]>;
export type AlertView = keyof typeof ALERT_VIEWS;
export const VIEW_NAMES = Object.keys(ALERT_VIEWS) as AlertView[];

/** What the address of the page says; what makes no sense counts as not said. */
export const alertsParams = {
  view: parseAsStringLiteral(VIEW_NAMES).withDefault("open"),
  kind: parseAsArrayOf(parseAsStringLiteral(ALERT_KINDS)).withDefault([]),
  severity: parseAsStringLiteral(SEVERITIES),
  page: parseAsCount(1_000_000).withDefault(1),
  per_page: parseAsCount(100).withDefault(25),
};
export type AlertsParams = inferParserType<typeof alertsParams>;

export const noFilter = { view: null, kind: null, severity: null, page: null } as const;

const serialize = createSerializer(alertsParams, { clearOnDefault: false });

/** The query of `GET /api/alerts` that answers a page. */
export function listQuery(params: AlertsParams): URLSearchParams {
  const query = new URLSearchParams(serialize(params));
  query.delete("view");
  query.set("status", ALERT_VIEWS[params.view].join(","));
  for (const [name, value] of new URLSearchParams(query)) if (value === "") query.delete(name);
  return query;
}

/** The same, as the verb takes it. */
export function parseListQuery(params: AlertsParams): ReturnType<typeof listAlertsQuery.parse> {
  return listAlertsQuery.parse(Object.fromEntries(listQuery(params)));
}

/** Where the CSV of everything that matches comes from. */
export function exportHref(params: AlertsParams): string {
  const query = listQuery(params);
  for (const name of ["page", "per_page"]) query.delete(name);
  query.set("format", "csv");
  return `/api/alerts?${query}`;
}
