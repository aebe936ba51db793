import type { Instant } from "./format";

const steps: ReadonlyArray<{ unit: Intl.RelativeTimeFormatUnit; seconds: number; below: number }> = [
  { unit: "second", seconds: 1, below: 60 },
  { unit: "minute", seconds: 60, below: 3600 },
  { unit: "hour", seconds: 3600, below: 86_400 },
  { unit: "day", seconds: 86_400, below: 7 * 86_400 },
];

/** "hace 3 min", "dentro de 2 h"; null when the instant is a week or more away. */
export function relative(value: Instant, now: Instant, locale: string): string | null {
  const seconds = (new Date(value).getTime() - new Date(now).getTime()) / 1000;
  const step = steps.find(({ below }) => Math.abs(seconds) < below);
  if (!step) return null;
  const amount = Math.trunc(seconds / step.seconds);
  const style = step.unit === "day" ? "long" : "short";
  // Math.trunc gives -0 for "just now"; both signs of zero read as the past.
  return new Intl.RelativeTimeFormat(locale, { style, numeric: "always" }).format(amount === 0 ? -0 : amount, step.unit);
}
