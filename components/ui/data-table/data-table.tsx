"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cn } from "../cn";
import { EmptyState } from "../empty-state";
import { TableBody } from "./body";
import { TableCards } from "./cards";
import type { DataColumn, DataSelection, DataSort } from "./column";
import { TableHead } from "./head";
import { LoadingCards, LoadingRows } from "./loading-rows";
import { useDataTable } from "./use-data-table";
import { useTableShape } from "./use-table-shape";

export interface DataTableProps<Row extends object> {
  /** What the table lists, for screen readers. */
  caption: string;
  /** Stable (module scope or `useMemo`). */
  columns: ReadonlyArray<DataColumn<Row>>;
  rows: ReadonlyArray<Row>;
  rowId: (row: Row) => string;
  /** How a row is called in the names of its box and chevron; its id by default. */
  rowName?: (row: Row) => string;
  /** Given: the caller sorts (on the server). Not given: columns with `sortValue` sort here. */
  sort?: DataSort | null;
  onSortChange?: (sort: DataSort | null) => void;
  /** Boxes at the left; Shift takes a range. */
  selection?: DataSelection;
  /** Rows of 64 px: name, then meta. */
  twoLines?: boolean;
  /** The stacked row under 720 px; by default title and pairs made from the columns. */
  renderCard?: (row: Row) => ReactNode;
  renderExpanded?: (row: Row) => ReactNode;
  /** No rows yet: a skeleton of `skeletonRows`. */
  loading?: boolean;
  skeletonRows?: number;
  /** New rows are on their way; the old ones stay, dimmed. */
  refreshing?: boolean;
  /** In the place of the rows: an `EmptyState`. */
  empty?: ReactNode;
  /** In the place of the rows: an `ErrorState`. */
  error?: ReactNode;
  /** The heading stays under the top bar while the page scrolls. */
  stickyHead?: boolean;
}

/** A table that bleeds to the page's edges, sorts, selects, and stacks on a phone. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { caption, columns, rows, loading, error, empty, twoLines = false, skeletonRows = 10, renderExpanded } = props;
  const t = useTranslations("ui.table");
  const table = useDataTable(props);
  const shape = useTableShape();
  const rowName = props.rowName ?? props.rowId;
  const selectable = Boolean(props.selection);
  const nothing = error ?? (!loading && rows.length === 0 ? (empty ?? <EmptyState title={t("empty")} />) : null);
  const shared = { table, columns, selectable, rowName, renderExpanded };
  const busy = loading || props.refreshing || undefined;
  return (
    <div aria-busy={busy} className={cn("transition-opacity", props.refreshing && "opacity-60")}>
      {loading ? <p role="status" className="sr-only">{t("loading")}</p> : null}
      {nothing && shape !== "table" ? <div className="border-t border-line-hair md:hidden">{nothing}</div> : null}
      {shape !== "table" && !nothing ? loading ? <LoadingCards rows={skeletonRows} /> : <TableCards {...shared} caption={caption} renderCard={props.renderCard} /> : null}
      {shape !== "cards" ? (
        <div role="group" aria-label={`${caption}. ${t("scroll")}`} tabIndex={0} className="max-md:hidden md:max-xl:overflow-x-auto xl:contents">
          <table className="w-full border-collapse type-data">
            <caption className="sr-only">{caption}</caption>
            <TableHead table={table} columns={columns} selectable={selectable} expandable={Boolean(renderExpanded)} sticky={props.stickyHead ?? true} />
            {nothing ? null : loading ? (
              <LoadingRows columns={columns} leading={Number(selectable) + Number(Boolean(renderExpanded))} rows={skeletonRows} twoLines={twoLines} />
            ) : (
              <TableBody {...shared} twoLines={twoLines} />
            )}
          </table>
          {nothing}
        </div>
      ) : null}
    </div>
  );
}
