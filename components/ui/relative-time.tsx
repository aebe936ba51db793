"use client";

import { useFormat } from "./use-format";
import { useNow } from "./use-now";

const minute = 60_000;

/**
 * "hace 3 min", renewed by itself, with the exact instant on hover. The server's text may be
 * a second behind the browser's, hence no hydration warning.
 */
export function RelativeTime({ value, className }: { value: Date | string | number; className?: string }) {
  const format = useFormat();
  const instant = new Date(value);
  const recent = Math.abs(Date.now() - instant.getTime()) < 2 * minute;
  useNow(recent ? 1000 : minute / 4);
  return (
    <time dateTime={instant.toISOString()} title={format.exact(instant)} suppressHydrationWarning className={className}>
      {format.relative(instant, Date.now())}
    </time>
  );
}
