import { type ReactNode, useId } from "react";

import { cn } from "./cn";

export interface SectionProps {
  title: ReactNode;
  /** Muted, after the title: a count, a unit. */
  count?: ReactNode;
  /** At the right: links first, the main action last. */
  actions?: ReactNode;
  /** Tables and lists bleed to the edges; other content takes the page's inset. */
  bleed?: boolean;
  /** No hairline above: the first of a page, or a pane of `Split`. */
  first?: boolean;
  className?: string;
  children: ReactNode;
}

/** A region of the page: a heading row, then content, parted from the one above by a hairline. */
export function Section({ title, count, actions, bleed, first, className, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cn("min-w-0", !first && "border-t border-line-hair", className)}>
      <div className="edge-x flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 pt-2">
        <h2 id={id} className="min-w-0 type-body font-semibold text-strong">
          {title}
          {count !== undefined && count !== null ? <span className="ml-2 type-data font-normal text-muted">{count}</span> : null}
        </h2>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      <div className={bleed ? "" : "edge-x pb-5"}>{children}</div>
    </section>
  );
}
