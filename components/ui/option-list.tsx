"use client";

import { Check } from "lucide-react";
import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cn } from "./cn";
import { itemStyles } from "./menu-styles";

export interface ComboOption {
  value: string;
  /** Plain text: it is what the filter looks at. */
  label: string;
  /** Muted, at the right: a count, a place. */
  meta?: ReactNode;
}

export interface OptionListProps {
  label: string;
  options: ReadonlyArray<ComboOption>;
  selected: ReadonlyArray<string>;
  onToggle: (value: string) => void;
  /** Given: the caller filters (a search on the server), and the list shows what it is handed. */
  onSearch?: (text: string) => void;
  loading?: boolean;
  multiple?: boolean;
}

/** The filterable list inside the comboboxes. */
export function OptionList({ label, options, selected, onToggle, onSearch, loading, multiple }: OptionListProps) {
  const t = useTranslations("ui.combobox");
  return (
    <Command label={label} shouldFilter={!onSearch} className="flex flex-col">
      <Command.Input
        onValueChange={onSearch}
        placeholder={t("search")}
        className="h-row w-full border-b border-line-hair bg-transparent px-3 type-data text-strong outline-none max-md:h-touch"
      />
      <Command.List aria-multiselectable={multiple || undefined} className="max-h-64 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 type-data text-muted">{loading ? t("loading") : t("empty")}</Command.Empty>
        {options.map((option) => {
          const chosen = selected.includes(option.value);
          return (
            <Command.Item key={option.value} value={option.value} keywords={[option.label]} onSelect={() => onToggle(option.value)} className={itemStyles}>
              <span className={cn("flex size-4 shrink-0 items-center justify-center", multiple && "rounded-xs border border-line-control", multiple && chosen && "border-accent! bg-accent")}>
                {chosen ? <Check aria-hidden className={multiple ? "size-3! text-on-accent" : "text-accent"} /> : null}
              </span>
              <span className="min-w-0 flex-1 truncate">{option.label}</span>
              {chosen ? <span className="sr-only">{t("chosen")}</span> : null}
              {option.meta ? <span className="text-muted">{option.meta}</span> : null}
            </Command.Item>
          );
        })}
      </Command.List>
    </Command>
  );
}
