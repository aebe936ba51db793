"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";

import { IconButton } from "./icon-button";
import { Select } from "./select";
import { useFormat } from "./use-format";

export interface PaginationProps {
  page: number;
  perPage: number;
  total: number;
  onPageChange: (page: number) => void;
  /** Without it the size of the page cannot be changed. */
  onPerPageChange?: (perPage: number) => void;
  perPageOptions?: ReadonlyArray<number>;
}

/** "1 a 50 de 4.312", the rows a page, and the arrows; the foot of a table. */
export function Pagination({ page, perPage, total, onPageChange, onPerPageChange, perPageOptions = [10, 25, 50, 100] }: PaginationProps) {
  const t = useTranslations("ui.pagination");
  const format = useFormat();
  const first = total === 0 ? 0 : (page - 1) * perPage + 1;
  const last = Math.min(page * perPage, total);
  const sizes = perPageOptions.includes(perPage) ? perPageOptions : [...perPageOptions, perPage].sort((a, b) => a - b);
  return (
    <nav aria-label={t("label")} className="edge-x flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line-hair py-2">
      <p aria-live="polite" className="type-data text-muted">
        {t("range", { first: format.integer(first), last: format.integer(last), total: format.integer(total) })}
      </p>
      <div className="flex items-center gap-2">
        {onPerPageChange ? (
          <Select
            aria-label={t("perPageLabel")}
            value={String(perPage)}
            onValueChange={(next) => onPerPageChange(Number(next))}
            options={sizes.map((size) => ({ value: String(size), label: t("perPage", { count: size }) }))}
            className="border-transparent! pr-1! hover:bg-hover max-md:hidden"
          />
        ) : null}
        <IconButton variant="outline" label={t("previous")} icon={<ChevronLeft aria-hidden />} unavailable={page <= 1} onClick={() => onPageChange(page - 1)} />
        <IconButton variant="outline" label={t("next")} icon={<ChevronRight aria-hidden />} unavailable={last >= total} onClick={() => onPageChange(page + 1)} />
      </div>
    </nav>
  );
}
