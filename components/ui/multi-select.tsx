"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { Button } from "./button";
import { cn } from "./cn";
import { controlHeight, controlStyles } from "./control-styles";
import { useFieldControl } from "./field-context";
import { type ComboOption, OptionList } from "./option-list";
import { Popover } from "./popover";

export interface MultiSelectProps {
  label: string;
  values: ReadonlyArray<string>;
  onValuesChange: (values: string[]) => void;
  options: ReadonlyArray<ComboOption>;
  /** What the trigger says; by default the label, or the one or the number chosen. */
  summary?: string;
  icon?: ReactNode;
  onSearch?: (text: string) => void;
  loading?: boolean;
  className?: string;
}

/** Several of a list, found by typing; the panel stays open while choosing. */
export function MultiSelect({ label, values, onValuesChange, options, summary, icon, onSearch, loading, className }: MultiSelectProps) {
  const { required: _, ...control } = useFieldControl();
  const [open, setOpen] = useState(false);
  const t = useTranslations("ui.combobox");
  const only = values.length === 1 ? options.find((option) => option.value === values[0])?.label : undefined;
  const text = summary ?? only ?? (values.length === 0 ? label : t("several", { label, count: values.length }));
  const toggle = (value: string) =>
    onValuesChange(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <button type="button" {...control} aria-label={values.length > 0 ? `${label}: ${text}` : undefined} className={cn(controlStyles, controlHeight, "flex items-center gap-2 text-left", className)}>
          {icon}
          <span className={cn("min-w-0 flex-1 truncate", values.length === 0 && "text-base")}>{text}</span>
          <ChevronDown aria-hidden className="text-muted" />
        </button>
      }
    >
      <OptionList label={label} options={options} selected={values} onToggle={toggle} onSearch={onSearch} loading={loading} multiple />
      {values.length > 0 ? (
        <div className="flex justify-end border-t border-line-hair p-1">
          <Button variant="ghost" size="sm" onClick={() => onValuesChange([])}>{t("clear")}</Button>
        </div>
      ) : null}
    </Popover>
  );
}
