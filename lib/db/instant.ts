import type { Queryable } from "./sql";
import { settings } from "@/lib/config/env";

/** An instant as text, or a day, which begins at midnight of APP_TIMEZONE; the day's beginning is moved by `addDays`. */
export function instant(db: Queryable, text: string, addDays = 0) {
  if (text.length > 10) return db`${text}::timestamptz`;
  return db`(${text}::date + ${addDays}::int)::timestamp at time zone ${settings().APP_TIMEZONE}`;
}

/** The day of APP_TIMEZONE that a moment is in, as YYYY-MM-DD. */
export function dayOf(moment: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: settings().APP_TIMEZONE, dateStyle: "short" }).format(moment);
}
