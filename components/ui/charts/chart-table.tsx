"use client";

import { Table2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";

import { cn } from "../cn";

export interface ChartTableProps {
  caption: string;
  head: ReadonlyArray<string>;
  rows: ReadonlyArray<ReadonlyArray<ReactNode>>;
  /** Beside the toggle, below the chart: "1.204 fallidos, 1,4 %". */
  note?: ReactNode;
}

/** The numbers of a chart as a table: always there for screen readers, in sight on demand. */
export function ChartTable({ caption, head, rows, note }: ChartTableProps) {
  const t = useTranslations("ui.chart");
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <>
      <div className="mt-1 flex min-h-6 items-center justify-between gap-4">
        <p className="min-w-0 type-meta text-muted">{note}</p>
        <button type="button" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)} title={shown ? t("hideTable") : t("showTable")} className="flex size-6 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-strong">
          <Table2 aria-hidden className="size-3.5!" />
          <span className="sr-only">{`${shown ? t("hideTable") : t("showTable")}: ${caption}`}</span>
        </button>
      </div>
      <div id={id} role={shown ? "region" : undefined} aria-label={shown ? caption : undefined} tabIndex={shown ? 0 : undefined} className={cn(shown ? "mt-2 max-h-64 overflow-y-auto border-y border-line-hair" : "sr-only")}>
        <table className="w-full type-meta">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {head.map((cell, index) => (
                <th key={cell} scope="col" className={cn("sticky top-0 bg-canvas py-1 font-normal text-muted", index === 0 ? "text-left" : "text-right")}>{cell}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at} className="border-t border-line-hair">
                {row.map((cell, index) =>
                  index === 0 ? (
                    <th key={index} scope="row" className="py-1 text-left font-normal">{cell}</th>
                  ) : (
                    <td key={index} className="py-1 text-right text-strong">{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
