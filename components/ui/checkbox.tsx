"use client";

import { Check, Minus } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";

import { cn } from "./cn";

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "size"> {
  /** Some but not all: drawn as a dash, announced as mixed. */
  indeterminate?: boolean;
  /** The text at its right. Without it pass `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
}

/** A native checkbox, 16 px drawn in a target of at least 24 px. */
export function Checkbox({ indeterminate = false, label, hint, className, ...rest }: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = indeterminate;
  }, [indeterminate, rest.checked]);
  const box = (
    <span className={cn("relative inline-flex size-4 shrink-0", label ? "mt-0.5" : className)}>
      <input
        {...rest}
        ref={ref}
        type="checkbox"
        className={cn(
          "peer size-4 appearance-none rounded-xs border border-line-control bg-canvas",
          "before:absolute before:-inset-2 before:content-['']",
          "checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50",
        )}
      />
      <Check aria-hidden className="pointer-events-none absolute inset-0.5 hidden size-3! text-on-accent [stroke-width:2.5]! peer-checked:block peer-indeterminate:hidden" />
      <Minus aria-hidden className="pointer-events-none absolute inset-0.5 hidden size-3! text-on-accent [stroke-width:2.5]! peer-indeterminate:block" />
    </span>
  );
  if (!label) return box;
  return (
    <label className={cn("flex items-start gap-2 type-data text-base max-md:py-2", className)}>
      {box}
      <span className="min-w-0">
        {label}
        {hint ? <span className="block type-meta text-muted">{hint}</span> : null}
      </span>
    </label>
  );
}
