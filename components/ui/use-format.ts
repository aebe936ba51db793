import { useLocale, useTimeZone } from "next-intl";

import { type Format, formatFor } from "@/lib/i18n/format";

/**
 * Number, share, duration and date formatters of the reader's language and the product's zone.
 * For client components and synchronous Server Components; async ones use `getFormat`.
 */
export function useFormat(): Format {
  return formatFor(useLocale(), useTimeZone() ?? "America/Caracas");
}
