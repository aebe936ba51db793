"use client";

import type { ComponentProps, ReactNode } from "react";

import { cn } from "./cn";
import { controlHeight, controlStyles } from "./control-styles";
import { useFieldControl } from "./field-context";

export interface InputProps extends ComponentProps<"input"> {
  /** An icon inside, at the left. */
  icon?: ReactNode;
  /** A unit inside, at the right ("s", "%"). */
  unit?: ReactNode;
}

/** One line of text. Inside a `Field` it takes the field's id and aria attributes. */
export function Input({ icon, unit, className, ...rest }: InputProps) {
  const control = useFieldControl();
  const input = (
    <input
      {...control}
      {...rest}
      className={cn(controlStyles, controlHeight, icon ? "pl-9" : "", unit ? "pr-12" : "", icon || unit ? "" : className)}
    />
  );
  if (!icon && !unit) return input;
  return (
    <span className={cn("relative block", className)}>
      {icon ? <span className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-muted">{icon}</span> : null}
      {input}
      {unit ? <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center type-meta text-muted">{unit}</span> : null}
    </span>
  );
}
