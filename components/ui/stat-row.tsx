import type { ReactNode } from "react";

import { cn } from "./cn";

/** Up to five cells in a row, parted by hairlines; one below the other on a phone. */
export function StatRow({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={cn(
        "grid auto-cols-fr border-line-hair max-md:[&>*+*]:border-t md:max-lg:grid-cols-3 lg:grid-flow-col lg:[&>*+*]:border-l [&>*]:border-line-hair",
        className,
      )}
    >
      {children}
    </dl>
  );
}

export interface StatProps {
  label: ReactNode;
  /** The value, or a `Status look="text"`. */
  value: ReactNode;
  /** Muted, beside the value: its share or its whole. */
  context?: ReactNode;
  /** Muted, below. */
  note?: ReactNode;
  /** `figure` is 20/24, for counts; `body` 14/20, for states. */
  size?: "body" | "figure";
  /** The colour of the bar's part that this figure counts. */
  swatch?: "done" | "unchanged" | "failed" | "pending";
}

const swatches = {
  done: "bg-data",
  unchanged: "bg-line-control",
  failed: "bg-danger",
  pending: "border border-line-control bg-canvas",
} as const;

/** One cell of a `StatRow`: label, value, note. */
export function Stat({ label, value, context, note, size = "body", swatch }: StatProps) {
  return (
    <div className="edge-x min-w-0 py-3 max-md:grid max-md:grid-cols-[1fr_auto] max-md:items-baseline max-md:gap-x-4">
      <dt className="flex items-center gap-2 type-meta text-muted max-md:text-base">
        {swatch ? <span aria-hidden className={cn("size-2", swatches[swatch])} /> : null}
        {label}
      </dt>
      <dd className={cn("mt-1 font-medium text-strong max-md:mt-0", size === "figure" ? "type-figure" : "type-body")}>
        {value}
        {context ? <span className="ml-2 type-meta font-normal text-muted">{context}</span> : null}
      </dd>
      {note ? <dd className="mt-1 type-meta text-muted max-md:col-span-2 max-md:row-start-2 max-md:mt-0">{note}</dd> : null}
    </div>
  );
}
