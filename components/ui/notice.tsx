import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "./cn";

const looks = {
  info: { icon: <Info aria-hidden className="text-accent" />, ground: "bg-selected" },
  warn: { icon: <TriangleAlert aria-hidden className="text-warn" />, ground: "bg-warn-bg" },
  danger: { icon: <CircleAlert aria-hidden className="text-danger" />, ground: "bg-danger-bg" },
} as const;

/** A strip across the page: paused, breaker open, a limit reached. What, why, since when, what to do. */
export function Notice({ tone = "info", children, actions }: { tone?: keyof typeof looks; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={cn("edge-x flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line-hair py-2 type-data text-strong", looks[tone].ground)}>
      <div className="flex min-w-0 flex-1 gap-2">
        <span className="mt-0.5 flex">{looks[tone].icon}</span>
        <div className="min-w-0">{children}</div>
      </div>
      {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
    </div>
  );
}
