import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** A failure said in place, inside a form or dialog; announced at once. */
export function ErrorNote({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2 rounded-md bg-danger-bg px-3 py-2 type-data text-danger">
      <CircleAlert aria-hidden className="mt-0.5" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
