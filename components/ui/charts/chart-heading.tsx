import type { ReactNode } from "react";

/** What a chart shows, with its unit and its total. */
export function ChartHeading({ title, unit, figure }: { title: ReactNode; unit?: ReactNode; figure?: ReactNode }) {
  return (
    <div className="mb-3 flex min-h-6 items-baseline justify-between gap-4">
      <h3 className="min-w-0 type-data text-base">
        {title}
        {unit ? <span className="ml-2 text-muted">{unit}</span> : null}
      </h3>
      {figure ? <span className="type-figure font-medium text-strong">{figure}</span> : null}
    </div>
  );
}
