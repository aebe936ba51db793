"use client";

import type { ComponentProps } from "react";

import { cn } from "./cn";
import { controlStyles } from "./control-styles";
import { useFieldControl } from "./field-context";

/** Several lines of text; grows with its content where the browser can. */
export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  const control = useFieldControl();
  return <textarea {...control} rows={rows} {...rest} className={cn(controlStyles, "field-sizing-content max-h-80 py-1.5", className)} />;
}
