"use client";

import {
  type ColumnDef,
  createSortedRowModel,
  type ReactTable,
  rowSelectionFeature,
  type RowSelectionState,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  type Updater,
  useTable,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";

import type { DataColumn, DataSelection, DataSort } from "./column";

const features = tableFeatures({ rowSelectionFeature, rowSortingFeature, sortedRowModel: createSortedRowModel() });

export type DataTableFeatures = typeof features;
export type DataTableModel<Row extends object> = ReactTable<DataTableFeatures, Row>;

interface Options<Row> {
  columns: ReadonlyArray<DataColumn<Row>>;
  rows: ReadonlyArray<Row>;
  rowId: (row: Row) => string;
  sort?: DataSort | null;
  onSortChange?: (sort: DataSort | null) => void;
  selection?: DataSelection;
}

/** TanStack's model over our columns: order and selection, either owned here or by the caller. */
export function useDataTable<Row extends object>({ columns, rows, rowId, sort, onSortChange, selection }: Options<Row>): DataTableModel<Row> {
  const [ownSorting, setOwnSorting] = useState<SortingState>([]);
  const ids = selection?.ids;
  const rowSelection = useMemo<RowSelectionState>(() => Object.fromEntries((ids ?? []).map((id) => [id, true as const])), [ids]);
  const sorting = useMemo<SortingState>(() => (onSortChange ? (sort ? [sort] : []) : ownSorting), [onSortChange, sort, ownSorting]);
  const definitions = useMemo(() => columns.map((column) => definition(column)), [columns]);
  const changeSorting = (updater: Updater<SortingState>) => {
    const next = typeof updater === "function" ? updater(sorting) : updater;
    if (onSortChange) onSortChange(next[0] ?? null);
    else setOwnSorting(next);
  };
  const changeSelection = (updater: Updater<RowSelectionState>) => {
    const next = typeof updater === "function" ? updater(rowSelection) : updater;
    selection?.onIdsChange(Object.keys(next));
  };
  return useTable<DataTableFeatures, Row>({
    features,
    columns: definitions,
    data: rows as Row[],
    getRowId: rowId,
    state: { sorting, rowSelection },
    manualSorting: Boolean(onSortChange),
    enableMultiSort: false,
    enableRowSelection: Boolean(selection),
    onSortingChange: changeSorting,
    onRowSelectionChange: changeSelection,
  });
}

function definition<Row extends object>(column: DataColumn<Row>): ColumnDef<DataTableFeatures, Row> {
  return {
    id: column.id,
    header: column.header,
    accessorFn: (row: Row) => column.sortValue?.(row) ?? undefined,
    enableSorting: Boolean(column.sortable || column.sortValue),
    sortDescFirst: column.sortDescFirst ?? false,
    sortFn: sortFn_basic,
    sortUndefined: "last",
  };
}
