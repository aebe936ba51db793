import { cn } from "../cn";

/** A bar in a table's cell, beside the number that it repeats. */
export function MiniBar({ value, max, tone = "data" }: { value: number; max: number; tone?: "data" | "danger" | "warn" }) {
  const fill = { data: "bg-data", danger: "bg-danger", warn: "bg-warn" }[tone];
  return (
    <span aria-hidden className="inline-block h-1.5 w-24 overflow-hidden rounded-xs bg-hover align-middle">
      <span className={cn("block h-full rounded-xs", fill)} style={{ width: `${max > 0 ? (value / max) * 100 : 0}%` }} />
    </span>
  );
}
