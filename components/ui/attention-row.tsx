import type { ReactNode } from "react";

import { RelativeTime } from "./relative-time";

export interface AttentionRowProps {
  /** A status-coloured icon. */
  icon: ReactNode;
  /** What. */
  title: ReactNode;
  /** Why, and what it means. */
  detail?: ReactNode;
  /** Since when. */
  since?: Date | string | number;
  /** What to do; the main one last. */
  actions?: ReactNode;
}

/** A problem: what, why, since when, what to do. Put them in a `<ul>`. */
export function AttentionRow({ icon, title, detail, since, actions }: AttentionRowProps) {
  return (
    <li className="edge-x flex min-h-row-two flex-wrap items-center gap-x-6 gap-y-3 border-t border-line-hair py-2.5">
      <div className="flex min-w-0 flex-1 basis-80 gap-3">
        <span className="mt-0.5 flex">{icon}</span>
        <div className="min-w-0">
          <p className="type-body font-medium text-strong">{title}</p>
          {detail ? <div className="type-meta text-muted">{detail}</div> : null}
          {since ? <RelativeTime value={since} className="type-meta text-muted md:hidden" /> : null}
        </div>
      </div>
      {since ? <RelativeTime value={since} className="w-24 type-meta text-muted max-md:hidden" /> : null}
      {actions ? <div className="flex justify-end gap-2 max-md:w-full max-md:*:flex-1 md:min-w-72">{actions}</div> : null}
    </li>
  );
}
