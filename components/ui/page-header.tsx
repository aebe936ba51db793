import type { ReactNode } from "react";

import { cn } from "./cn";

export interface PageHeaderProps {
  title: ReactNode;
  /** A `Status` beside the title. */
  status?: ReactNode;
  subtitle?: ReactNode;
  /** Borderless first, the main one last: it ends flush right. */
  actions?: ReactNode;
  /** A room's own page: on a phone the bar above already shows the title. */
  room?: boolean;
  /** No hairline below, where filters follow. */
  bare?: boolean;
}

/** The head of a page: what it is, and what can be done with it. */
export function PageHeader({ title, status, subtitle, actions, room, bare }: PageHeaderProps) {
  return (
    <header className={cn("edge-x flex flex-wrap items-start justify-between gap-x-6 gap-y-4 py-4", !bare && "border-b border-line-hair")}>
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className={cn("min-w-0 type-title font-semibold text-strong", room && "max-md:sr-only")}>{title}</h1>
          {status}
        </div>
        {subtitle ? <div className="mt-1 type-data text-muted">{subtitle}</div> : null}
      </div>
      {actions ? <div className="flex items-center gap-2 max-md:w-full max-md:*:flex-1">{actions}</div> : null}
    </header>
  );
}
