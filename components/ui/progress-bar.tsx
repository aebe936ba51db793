import { cn } from "./cn";

export interface ProgressSegments {
  done: number;
  unchanged?: number;
  failed?: number;
}

export interface ProgressBarProps {
  /** What advances; the accessible name. */
  label: string;
  /** A number, or its parts; what is left of `max` is pending. */
  value: number | ProgressSegments;
  max: number;
  size?: "sm" | "lg";
  /** `warn` for a quota near its limit. */
  tone?: "data" | "warn" | "danger";
  /** The value in words ("62 %, 7.812 de 12.600"). */
  valueText?: string;
  className?: string;
}

const fills = { data: "bg-data", warn: "bg-warn", danger: "bg-danger" } as const;

/** Progress of a job or use of a quota; 6 px, or 10 px at the head of a page. */
export function ProgressBar({ label, value, max, size = "sm", tone = "data", valueText, className }: ProgressBarProps) {
  const parts = typeof value === "number" ? { done: value } : value;
  const total = parts.done + (parts.unchanged ?? 0) + (parts.failed ?? 0);
  const width = (part: number) => `${max > 0 ? Math.min(100, (part / max) * 100) : 0}%`;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(total, max)}
      aria-valuetext={valueText}
      className={cn("flex gap-px overflow-hidden rounded-xs bg-hover shadow-[inset_0_0_0_1px_var(--color-line-hair)]", size === "sm" ? "h-1.5" : "h-2.5", className)}
    >
      <Part width={width(parts.done)} className={fills[tone]} />
      <Part width={width(parts.unchanged ?? 0)} className="bg-line-control" />
      <Part width={width(parts.failed ?? 0)} className="bg-danger" />
    </div>
  );
}

function Part({ width, className }: { width: string; className: string }) {
  if (width === "0%") return null;
  return <span style={{ width }} className={cn("h-full shrink-0 transition-[width] duration-500 ease-out", className)} />;
}
