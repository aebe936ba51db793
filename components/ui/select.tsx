"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "./cn";
import { controlHeight, controlStyles } from "./control-styles";
import { useFieldControl } from "./field-context";
import { floatStyles, itemStyles } from "./menu-styles";

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: ReactNode;
  /** Muted text after the label ("de 7 estados"). */
  meta?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  value: Value | undefined;
  onValueChange: (value: Value) => void;
  /** No option may have an empty value. */
  options: ReadonlyArray<SelectOption<Value>>;
  placeholder?: string;
  disabled?: boolean;
  name?: string;
  icon?: ReactNode;
  className?: string;
  /** Needed outside a `Field`. */
  "aria-label"?: string;
}

/** One of a short closed list; for long ones use `Combobox`. */
export function Select<Value extends string>({ value, onValueChange, options, placeholder, disabled, name, icon, className, ...aria }: SelectProps<Value>) {
  const { required, ...control } = useFieldControl();
  // Said here and not left to the list, so that the server writes it too.
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root value={value ?? ""} onValueChange={(next) => onValueChange(next as Value)} disabled={disabled} name={name} required={required}>
      <Radix.Trigger {...control} {...aria} className={cn(controlStyles, controlHeight, "flex items-center gap-2 text-left data-[placeholder]:text-muted", className)}>
        {icon}
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={placeholder}>
            {chosen ? <OptionText option={chosen} /> : undefined}
          </Radix.Value>
        </span>
        <ChevronDown aria-hidden className="text-muted" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content position="popper" sideOffset={4} className={cn(floatStyles, "max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)")}>
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} disabled={option.disabled} className={cn(itemStyles, "pr-8")}>
                <Radix.ItemText>
                  <OptionText option={option} />
                </Radix.ItemText>
                <Radix.ItemIndicator className="absolute right-2 text-accent">
                  <Check aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function OptionText({ option }: { option: Pick<SelectOption, "label" | "meta"> }) {
  return (
    <>
      {option.label}
      {option.meta ? <span className="ml-2 text-muted">{option.meta}</span> : null}
    </>
  );
}
