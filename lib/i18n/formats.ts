import type { Formats } from "next-intl";

/**
 * Named formats for messages: `{count, number, integer}`. Spanish leaves four digits ungrouped
 * by default ("4312"), and so does a bare `{count, number}` or `#`: use these instead.
 */
export const formats = {
  number: {
    integer: { useGrouping: "always", maximumFractionDigits: 0 },
    decimal: { useGrouping: "always", maximumFractionDigits: 1 },
    percent: { style: "percent", maximumFractionDigits: 1 },
  },
  dateTime: {
    date: { day: "numeric", month: "short", year: "numeric" },
    dateTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  },
} satisfies Formats;
