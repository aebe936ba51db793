"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";

import { cn } from "./cn";
import { controlHeight, controlStyles } from "./control-styles";
import { useFieldControl } from "./field-context";
import { type ComboOption, OptionList } from "./option-list";
import { Popover } from "./popover";

export interface ComboboxProps {
  /** The name of what is chosen; also the list's accessible name. */
  label: string;
  value: string | undefined;
  onValueChange: (value: string) => void;
  options: ReadonlyArray<ComboOption>;
  placeholder?: string;
  icon?: ReactNode;
  /** Given: the caller filters the options. */
  onSearch?: (text: string) => void;
  loading?: boolean;
  disabled?: boolean;
  className?: string;
}

/** One of a long list, found by typing. */
export function Combobox({ label, value, onValueChange, options, placeholder, icon, onSearch, loading, disabled, className }: ComboboxProps) {
  const { required: _, ...control } = useFieldControl();
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  const choose = (next: string) => {
    onValueChange(next);
    setOpen(false);
  };
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="w-(--radix-popover-trigger-width) min-w-64"
      trigger={
        <button type="button" {...control} disabled={disabled} aria-label={control.id ? undefined : chosen ? `${label}: ${chosen.label}` : label} className={cn(controlStyles, controlHeight, "flex items-center gap-2 text-left", className)}>
          {icon}
          <span className={cn("min-w-0 flex-1 truncate", !chosen && "text-muted")}>{chosen?.label ?? placeholder ?? label}</span>
          <ChevronDown aria-hidden className="text-muted" />
        </button>
      }
    >
      <OptionList label={label} options={options} selected={value ? [value] : []} onToggle={choose} onSearch={onSearch} loading={loading} />
    </Popover>
  );
}
