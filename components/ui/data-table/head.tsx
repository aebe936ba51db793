"use client";

import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import { useTranslations } from "next-intl";

import { Checkbox } from "../checkbox";
import { cn } from "../cn";
import { type DataColumn, hiddenClass } from "./column";
import type { DataTableModel } from "./use-data-table";

export interface HeadProps<Row extends object> {
  table: DataTableModel<Row>;
  columns: ReadonlyArray<DataColumn<Row>>;
  selectable: boolean;
  expandable: boolean;
  sticky: boolean;
}

/** The headings: 32 px, the sorted one with its arrow. */
export function TableHead<Row extends object>({ table, columns, selectable, expandable, sticky }: HeadProps<Row>) {
  const t = useTranslations("ui.table");
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  return (
    <thead className={cn(sticky && "xl:sticky xl:top-topbar xl:z-10")}>
      <tr className="h-8 bg-canvas shadow-[inset_0_-1px_0_var(--color-line-hair)]">
        {selectable ? (
          <th scope="col" className="edge-l w-8 pr-2 text-left md:w-12">
            <Checkbox
              aria-label={t("selectAll")}
              className="align-middle"
              checked={table.getIsAllRowsSelected()}
              indeterminate={table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()}
              onChange={table.getToggleAllRowsSelectedHandler()}
            />
          </th>
        ) : null}
        {expandable ? <td className="edge-l w-8" /> : null}
        {headers.map((header, index) => {
          const column = columns[index];
          if (!column) return null;
          const sorted = header.column.getIsSorted();
          return (
            <th
              key={header.id}
              scope="col"
              style={{ width: column.width }}
              aria-sort={sorted ? (sorted === "desc" ? "descending" : "ascending") : undefined}
              className={cn("px-3 type-meta font-normal whitespace-nowrap text-base first:edge-l last:edge-r", column.numeric ? "text-right" : "text-left", hiddenClass(column))}
            >
              {header.column.getCanSort() ? (
                <SortButton label={column.header} sorted={sorted} numeric={column.numeric} onClick={header.column.getToggleSortingHandler()} />
              ) : (
                <span className={column.headerHidden ? "sr-only" : ""}>{column.header}</span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface SortButtonProps {
  label: string;
  sorted: false | "asc" | "desc";
  numeric?: boolean;
  onClick: ((event: unknown) => void) | undefined;
}

function SortButton({ label, sorted, numeric, onClick }: SortButtonProps) {
  const Arrow = sorted === "desc" ? ArrowDown : sorted === "asc" ? ArrowUp : ArrowUpDown;
  return (
    <button type="button" onClick={onClick} className={cn("group inline-flex h-7 items-center gap-1 rounded-sm hover:text-strong", sorted && "font-medium text-strong", numeric && "flex-row-reverse")}>
      {label}
      <Arrow aria-hidden className={cn("size-3.5!", !sorted && "text-muted opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100")} />
    </button>
  );
}
