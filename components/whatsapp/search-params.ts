import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

import { SESSION_STATUSES } from "@/lib/whatsapp/report-schemas";

export const SESSIONS_PER_PAGE = 25;

/** What the address of the page says. */
export const whatsappParams = {
  status: parseAsStringLiteral(SESSION_STATUSES),
  logged_out: parseAsBoolean.withDefault(false),
  search: parseAsString.withDefault(""),
  page: parseAsInteger.withDefault(1),
};
