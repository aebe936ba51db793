import { Inbox } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptyStateProps {
  /** What there is none of, in a sentence. */
  title: ReactNode;
  /** Why, and what would fill it. */
  description?: ReactNode;
  icon?: ReactNode;
  /** The one thing to do next. */
  action?: ReactNode;
  /** `h1` where it is the whole page. */
  heading?: "p" | "h1" | "h2";
}

/** Nothing here, and what to do about it. */
export function EmptyState({ title, description, icon, action, heading: Heading = "p" }: EmptyStateProps) {
  return (
    <div className="edge-x flex flex-col items-center py-12 text-center">
      <span aria-hidden className="text-muted [&_.lucide]:size-6">{icon ?? <Inbox />}</span>
      <Heading className="mt-3 type-body font-medium text-strong">{title}</Heading>
      {description ? <p className="mt-1 max-w-md type-data text-muted">{description}</p> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}
