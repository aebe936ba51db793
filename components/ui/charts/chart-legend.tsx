import { cn } from "../cn";

export type LegendMark = "data" | "current" | "line" | "failed" | "pending" | "partial" | "unchanged";

const marks: Record<LegendMark, string> = {
  data: "size-2 bg-data",
  current: "size-2 border border-data bg-data-soft",
  line: "h-px w-3 bg-line-control",
  failed: "size-2 bg-danger",
  pending: "size-2 border border-line-control bg-canvas",
  partial: "size-2 border-b-2 border-danger bg-data",
  unchanged: "size-2 bg-line-control",
};

/** What the marks of a chart stand for. */
export function ChartLegend({ items }: { items: ReadonlyArray<{ mark: LegendMark; label: string }> }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 type-meta text-base">
      {items.map((item) => (
        <li key={item.label} className="flex items-center gap-1.5">
          <span aria-hidden className={cn("shrink-0", marks[item.mark])} />
          {item.label}
        </li>
      ))}
    </ul>
  );
}
