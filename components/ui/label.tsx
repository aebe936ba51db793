import type { ComponentProps } from "react";

import { cn } from "./cn";

/** The label of a control: 12/16, medium. */
export function Label({ className, ...rest }: ComponentProps<"label">) {
  return <label {...rest} className={cn("block type-meta font-medium text-base", className)} />;
}
