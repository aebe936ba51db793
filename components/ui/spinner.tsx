import { LoaderCircle } from "lucide-react";

import { cn } from "./cn";

/** A turning ring; always beside a word or inside a control that says what is awaited. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("animate-spin", className)} />;
}
