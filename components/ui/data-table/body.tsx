"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, type KeyboardEvent, type ReactNode, useState } from "react";

import { Checkbox } from "../checkbox";
import { cn } from "../cn";
import { IconButton } from "../icon-button";
import { type DataColumn, hiddenClass } from "./column";
import type { DataTableModel } from "./use-data-table";

export interface BodyProps<Row extends object> {
  table: DataTableModel<Row>;
  columns: ReadonlyArray<DataColumn<Row>>;
  selectable: boolean;
  rowName: (row: Row) => string;
  twoLines: boolean;
  renderExpanded?: (row: Row) => ReactNode;
}

/** The rows: 40 px, 64 with two lines. Up and down move between the boxes of a selection. */
export function TableBody<Row extends object>({ table, columns, selectable, rowName, twoLines, renderExpanded }: BodyProps<Row>) {
  const t = useTranslations("ui.table");
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setExpanded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <tbody>
      {table.getRowModel().rows.map((row) => {
        const open = expanded.has(row.id);
        const name = rowName(row.original);
        return (
          <Fragment key={row.id}>
            <tr className={cn("border-b border-line-hair last:border-b-0 hover:bg-hover", twoLines ? "h-row-two" : "h-row", row.getIsSelected() && "bg-selected/50")}>
              {selectable ? (
                <td className="edge-l w-8 pr-2 md:w-12">
                  <Checkbox aria-label={t("selectRow", { name })} className="align-middle" checked={row.getIsSelected()} onChange={row.getToggleSelectedHandler()} onKeyDown={moveBetweenRows} />
                </td>
              ) : null}
              {renderExpanded ? (
                <td className="w-8 pl-3 md:pl-4">
                  <IconButton size="sm" label={t("expand", { name })} tooltip={false} aria-expanded={open} icon={open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />} onClick={() => toggle(row.id)} />
                </td>
              ) : null}
              {columns.map((column) => (
                <td key={column.id} className={cn("px-3 py-1 first:edge-l last:edge-r", column.numeric && "text-right whitespace-nowrap", hiddenClass(column))}>
                  {column.cell(row.original)}
                </td>
              ))}
            </tr>
            {open && renderExpanded ? (
              <tr className="border-b border-line-hair bg-sunken last:border-b-0">
                <td colSpan={columns.length + 1 + Number(selectable)}>{renderExpanded(row.original)}</td>
              </tr>
            ) : null}
          </Fragment>
        );
      })}
    </tbody>
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const boxes = [...(event.currentTarget.closest("tbody")?.querySelectorAll<HTMLInputElement>("td:first-child input[type=checkbox]") ?? [])];
  const next = boxes[boxes.indexOf(event.currentTarget) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
