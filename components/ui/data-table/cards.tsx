"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { Checkbox } from "../checkbox";
import { cn } from "../cn";
import type { DataColumn } from "./column";
import type { DataTableModel } from "./use-data-table";

export interface CardsProps<Row extends object> {
  table: DataTableModel<Row>;
  columns: ReadonlyArray<DataColumn<Row>>;
  selectable: boolean;
  rowName: (row: Row) => string;
  renderCard?: (row: Row) => ReactNode;
  renderExpanded?: (row: Row) => ReactNode;
  caption: string;
}

/** The rows of a table, stacked, under 720 px. */
export function TableCards<Row extends object>({ table, columns, selectable, rowName, renderCard, renderExpanded, caption }: CardsProps<Row>) {
  const t = useTranslations("ui.table");
  return (
    <ul aria-label={caption} className="border-t border-line-hair md:hidden">
      {table.getRowModel().rows.map((row) => {
        const name = rowName(row.original);
        return (
          <li key={row.id} className={cn("edge-x flex gap-3 border-b border-line-hair py-3 last:border-b-0", row.getIsSelected() && "bg-selected/50")}>
            {selectable ? <Checkbox aria-label={t("selectRow", { name })} className="mt-0.5" checked={row.getIsSelected()} onChange={row.getToggleSelectedHandler()} /> : null}
            <div className="min-w-0 flex-1">
              {renderCard ? renderCard(row.original) : <PlainCard row={row.original} columns={columns} />}
              {renderExpanded ? <CardDetail label={t("expand", { name })} render={() => renderExpanded(row.original)} /> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What a row opens to; made when it is first opened. */
function CardDetail({ label, render }: { label: string; render: () => ReactNode }) {
  const [opened, setOpened] = useState(false);
  return (
    <details className="mt-1" onToggle={() => setOpened(true)}>
      <summary className="flex h-touch items-center type-data font-medium text-accent">{label}</summary>
      <div className="-mx-4">{opened ? render() : null}</div>
    </details>
  );
}

/** The first column as title, then pairs of name and value in two columns. */
function PlainCard<Row>({ row, columns }: { row: Row; columns: ReadonlyArray<DataColumn<Row>> }) {
  const [first, ...rest] = columns.filter((column) => !column.hideOnPhone);
  return (
    <>
      <div className="type-body font-medium text-strong">{first?.cell(row)}</div>
      <dl className="mt-2 grid grid-cols-2 gap-x-4 gap-y-2">
        {rest.filter((column) => !column.wideOnPhone).map((column) => (
          <div key={column.id} className="min-w-0">
            <dt className={cn("type-meta text-muted", column.headerHidden && "sr-only")}>{column.header}</dt>
            <dd>{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
      {rest.filter((column) => column.wideOnPhone).map((column) => (
        <div key={column.id} className="mt-3">{column.cell(row)}</div>
      ))}
    </>
  );
}
