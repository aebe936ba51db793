"use client";

import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cn } from "./cn";

const chip = "inline-flex h-7 shrink-0 items-center gap-1.5 rounded-sm border px-2 type-data whitespace-nowrap transition-colors max-md:h-9";

export interface FilterChipProps {
  selected: boolean;
  onSelectedChange: (selected: boolean) => void;
  /** How many rows it would show, formatted. */
  count?: ReactNode;
  /** Chosen alone, as "Todos": no tick. */
  single?: boolean;
  children: ReactNode;
}

/** A filter that is on or off, with its count. */
export function FilterChip({ selected, onSelectedChange, count, single, children }: FilterChipProps) {
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={() => onSelectedChange(!selected)}
      className={cn(chip, selected ? "border-accent bg-selected font-medium text-strong" : "border-line-hair text-base hover:border-line-strong hover:text-strong")}
    >
      {selected && !single ? <Check aria-hidden className="-ml-0.5 text-accent" /> : null}
      {children}
      {count !== undefined ? <span className="font-normal text-muted">{count}</span> : null}
    </button>
  );
}

/** A filter in force, with the button that takes it away. */
export function RemovableChip({ onRemove, children }: { onRemove: () => void; children: ReactNode }) {
  const t = useTranslations("ui.filters");
  return (
    <button type="button" onClick={onRemove} className={cn(chip, "border-accent bg-selected font-medium text-strong hover:bg-hover")}>
      <span className="sr-only">{t("remove")} </span>
      {children}
      <X aria-hidden className="-mr-0.5 text-accent" />
    </button>
  );
}
