"use client";

import { useTranslations } from "next-intl";

import { cn } from "../cn";
import { useFormat } from "../use-format";
import { foldBatches, type BatchState } from "./fold-batches";

const cells: Record<BatchState, string> = {
  ok: "bg-data",
  partial: "bg-[linear-gradient(to_bottom,var(--color-data)_0_58%,var(--color-canvas)_58%_66%,var(--color-danger)_66%)]",
  failed: "bg-danger",
  running: "border-2 border-data bg-selected",
  pending: "border border-line-hair bg-hover",
};

const order: ReadonlyArray<BatchState> = ["ok", "partial", "failed", "running", "pending"];

export interface BatchGridProps {
  /** What the cells are: "126 lotes de 100 leads". */
  label: string;
  batches: ReadonlyArray<BatchState>;
  /** The most cells drawn; beyond it several batches share one. */
  maxCells?: number;
}

/** The batches of a job in their order, a cell each, with the count of every kind below. */
export function BatchGrid({ label, batches, maxCells = 252 }: BatchGridProps) {
  const t = useTranslations("ui.batches");
  const format = useFormat();
  const { cells: drawn, each } = foldBatches(batches, maxCells);
  const kinds = order
    .map((state) => ({ state, count: batches.filter((batch) => batch === state).length }))
    .filter(({ state, count }) => count > 0 || state === "ok" || state === "pending");
  return (
    <figure aria-label={label}>
      <div aria-hidden className="grid grid-cols-[repeat(18,minmax(0,1fr))] gap-[3px] max-md:grid-cols-[repeat(14,minmax(0,1fr))]">
        {drawn.map((state, index) => (
          <span key={index} className={cn("h-3.5 rounded-xs", cells[state])} />
        ))}
      </div>
      <figcaption>
        <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 type-meta text-base">
          {kinds.map(({ state, count }) => (
            <li key={state} className="flex items-center gap-1.5">
              <span aria-hidden className={cn("size-2 shrink-0", cells[state], state === "pending" && "border-line-control!", state === "running" && "border-1!")} />
              {t(state)} {format.integer(count)}
            </li>
          ))}
        </ul>
        {each > 1 ? <p className="mt-1 type-meta text-muted">{t("each", { count: each })}</p> : null}
      </figcaption>
    </figure>
  );
}
