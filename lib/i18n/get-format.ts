import { getLocale, getTimeZone } from "next-intl/server";

import { type Format, formatFor } from "./format";

/** The formatters of the request, for async Server Components and route handlers. */
export async function getFormat(): Promise<Format> {
  return formatFor(await getLocale(), await getTimeZone());
}
