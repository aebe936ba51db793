"use client";

import { Switch as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

import { useFieldControl } from "./field-context";

export interface SwitchProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** The text at its left. Without it pass `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  name?: string;
  "aria-label"?: string;
}

/** On or off, taking effect at once. */
export function Switch({ label, hint, ...rest }: SwitchProps) {
  const control = useFieldControl();
  const own = useId();
  const id = control.id ?? own;
  const knob = (
    <Radix.Root
      {...control}
      {...rest}
      id={id}
      className="relative h-5 w-9 shrink-0 rounded-full border border-line-control bg-hover transition-colors before:absolute before:-inset-2 data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-50"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
  if (!label) return knob;
  return (
    <div className="flex items-start justify-between gap-4">
      <label htmlFor={id} className="min-w-0 type-data text-strong">
        {label}
        {hint ? <span className="block type-meta text-muted">{hint}</span> : null}
      </label>
      {knob}
    </div>
  );
}
