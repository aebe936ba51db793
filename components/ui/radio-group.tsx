"use client";

import { RadioGroup as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

import { cn } from "./cn";
import { useFieldControl } from "./field-context";

export interface RadioOption<Value extends string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
}

export interface RadioGroupProps<Value extends string> {
  value: Value;
  onValueChange: (value: Value) => void;
  options: ReadonlyArray<RadioOption<Value>>;
  /** Needed outside a `Field`. */
  "aria-label"?: string;
  orientation?: "vertical" | "horizontal";
  name?: string;
}

/** One of a few, all in sight. Arrow keys move the choice. */
export function RadioGroup<Value extends string>({ value, onValueChange, options, orientation = "vertical", ...rest }: RadioGroupProps<Value>) {
  const { required, ...control } = useFieldControl();
  const prefix = useId();
  return (
    <Radix.Root
      {...control}
      {...rest}
      required={required}
      value={value}
      onValueChange={(next) => onValueChange(next as Value)}
      className={cn("flex", orientation === "vertical" ? "flex-col gap-2" : "flex-wrap gap-x-6 gap-y-2")}
    >
      {options.map((option) => (
        <label key={option.value} htmlFor={`${prefix}-${option.value}`} className="flex items-start gap-2 type-data text-base max-md:py-1.5">
          <Radix.Item
            id={`${prefix}-${option.value}`}
            value={option.value}
            disabled={option.disabled}
            className="relative mt-0.5 size-4 shrink-0 rounded-full border border-line-control bg-canvas before:absolute before:-inset-1 data-[state=checked]:border-accent disabled:opacity-50"
          >
            <Radix.Indicator className="absolute inset-[3px] rounded-full bg-accent" />
          </Radix.Item>
          <span className="min-w-0">
            {option.label}
            {option.hint ? <span className="block type-meta text-muted">{option.hint}</span> : null}
          </span>
        </label>
      ))}
    </Radix.Root>
  );
}
