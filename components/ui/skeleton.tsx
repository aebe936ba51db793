import { cn } from "./cn";

/** A grey bar in the place of text to come; give it the final width and height. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 animate-pulse rounded-sm bg-hover", className)} />;
}
