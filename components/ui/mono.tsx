import type { ReactNode } from "react";

import { cn } from "./cn";

/** An identifier, in the fixed-width face: "T-20418", a key, a template's name. */
export function Mono({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={cn("font-mono text-[0.95em] break-all", className)}>{children}</code>;
}
