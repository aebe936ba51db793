import { duration, latency } from "./duration";
import { relative } from "./relative";

export type Instant = Date | string | number;

const cache = new Map<string, Format>();

/**
 * Formatters for one language and zone. Spanish numbers are grouped from four digits
 * ("4.312"); hours run from 00 to 23. Durations are in seconds, latencies in milliseconds,
 * shares between 0 and 1.
 */
export function createFormat(locale: string, timeZone: string) {
  const number = new Intl.NumberFormat(locale, { useGrouping: "always", maximumFractionDigits: 1 });
  const integer = new Intl.NumberFormat(locale, { useGrouping: "always", maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const percentWhole = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: "h23", ...options });
    return (value: Instant) => formatter.format(new Date(value));
  };
  const date = dates({ day: "numeric", month: "short", year: "numeric" });
  const weekday = dates({ weekday: "long" });
  return {
    /** "4.312", "48,2" */
    number: (value: number) => number.format(value),
    /** "4.312" */
    integer: (value: number) => integer.format(value),
    /** "24 mil" */
    compact: (value: number) => compact.format(value),
    /** 0.014 → "1,4 %" */
    percent: (share: number) => percent.format(share),
    /** 0.62 → "62 %" */
    percentWhole: (share: number) => percentWhole.format(share),
    /** 48.2 → "48,2/s" */
    perSecond: (value: number) => `${number.format(value)}/s`,
    /** 99 s → "1 min 39 s" */
    duration: (seconds: number) => duration(seconds),
    /** 184 → "184 ms", 4200 → "4,2 s" */
    latency: (milliseconds: number) => latency(milliseconds, number),
    /** "hace 3 min"; past a week, the date */
    relative: (value: Instant, now: Instant) => relative(value, now, locale) ?? date(value),
    /** "31 oct 2026" */
    date,
    /** "18 nov, 16:20" */
    dateTime: dates({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    /** "10:42" */
    hourMinute: dates({ hour: "2-digit", minute: "2-digit" }),
    /** "10:42:07" */
    time: dates({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    /** "jueves, 19 de noviembre de 2026, 10:42:07 GMT-4" */
    exact: dates({ dateStyle: "full", timeStyle: "long" }),
    /** "jueves, 19 nov 2026"; asked for both at once, Spanish writes "19 de nov de 2026" */
    weekdayDate: (value: Instant) => `${weekday(value)}, ${date(value)}`,
  };
}

export type Format = ReturnType<typeof createFormat>;

/** `createFormat`, kept per language and zone: Intl constructors are the slow part. */
export function formatFor(locale: string, timeZone: string): Format {
  const key = `${locale} ${timeZone}`;
  const kept = cache.get(key);
  if (kept) return kept;
  const made = createFormat(locale, timeZone);
  cache.set(key, made);
  return made;
}
