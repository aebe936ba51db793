import type { ReactNode } from "react";

import { cn } from "./cn";

export interface SplitProps {
  children: ReactNode;
  /** The columns from 1024 px on, as a grid template: "1fr 1fr", "2fr 1fr". */
  columns?: string;
  className?: string;
}

/** Panes side by side, parted by a vertical hairline; stacked under 1024 px. */
export function Split({ children, columns = "1fr 1fr", className }: SplitProps) {
  return (
    <div
      style={{ "--split": columns } as React.CSSProperties}
      className={cn(
        "grid border-line-hair lg:grid-cols-(--split) max-lg:[&>*+*]:border-t lg:[&>*+*]:border-l [&>*]:min-w-0 [&>*]:border-line-hair",
        className,
      )}
    >
      {children}
    </div>
  );
}

/** A page with a 320 px column of facts on its sunken ground at the right, below under 1280 px. */
export function WithFacts({ facts, children }: { facts: ReactNode; children: ReactNode }) {
  return (
    <div className="grid flex-1 xl:grid-cols-[minmax(0,1fr)_var(--spacing-facts)]">
      <div className="min-w-0">{children}</div>
      <aside className="min-w-0 border-line-hair bg-sunken max-xl:border-t xl:border-l">{facts}</aside>
    </div>
  );
}
