"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { useFormat } from "./use-format";

export interface SelectionBarProps {
  /** How many rows of the page are selected. Nothing is shown at zero. */
  count: number;
  /** How many rows match the filters, over all pages. */
  total: number;
  /** All that match are meant, not the rows of the page alone. */
  allMatching?: boolean;
  onAllMatchingChange?: (all: boolean) => void;
  onClear: () => void;
  /** The main one first here: they stand before "Quitar". */
  children: ReactNode;
}

/** What is selected and what can be done with it; on a phone it sticks to the foot. */
export function SelectionBar({ count, total, allMatching = false, onAllMatchingChange, onClear, children }: SelectionBarProps) {
  const t = useTranslations("ui.selection");
  const format = useFormat();
  if (count === 0 && !allMatching) return null;
  const n = format.integer(count);
  const all = format.integer(total);
  return (
    <section
      aria-label={t("label")}
      data-selection-bar
      className="edge-x z-20 flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 bg-selected py-2 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:border-t max-md:border-line-strong max-md:pb-[calc(8px+env(safe-area-inset-bottom))]"
    >
      <p aria-live="polite" className="flex items-center gap-2 type-data font-medium text-strong max-md:w-full">
        <Checkbox aria-label={t("clear")} checked={allMatching} indeterminate={!allMatching} onChange={onClear} />
        {allMatching ? t("all", { n: all }) : t("some", { count, n })}
      </p>
      {onAllMatchingChange && total > count ? (
        <Button variant="link" className="max-md:h-8!" onClick={() => onAllMatchingChange(!allMatching)}>
          {allMatching ? t("onlyPage", { n }) : t("selectAll", { n: all })}
        </Button>
      ) : null}
      <div className="flex items-center gap-2 max-md:w-full max-md:*:flex-1 md:ml-auto">
        {children}
        <Button variant="ghost" className="text-accent! max-md:hidden" onClick={onClear}>{t("clear")}</Button>
      </div>
    </section>
  );
}
