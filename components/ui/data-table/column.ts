import type { ReactNode } from "react";

/** A column of a `DataTable`. */
export interface DataColumn<Row> {
  id: string;
  /** Its heading; also the label of its value in a phone's stacked row. */
  header: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, as numbers and hours are. */
  numeric?: boolean;
  /** The heading sorts. With `sortValue` here, without it by `onSortChange`'s owner. */
  sortable?: boolean;
  sortValue?: (row: Row) => string | number | null;
  /** The first click sorts downwards: for numbers and dates. */
  sortDescFirst?: boolean;
  /** A CSS width: "240px", "30%". */
  width?: string;
  /** The heading is read out but not shown: actions. */
  headerHidden?: boolean;
  /** Left out under this width of the window. */
  hideBelow?: "lg" | "xl";
  /** Left out of a phone's stacked row. */
  hideOnPhone?: boolean;
  /** On a phone it takes the whole line, at the end: actions. */
  wideOnPhone?: boolean;
}

export interface DataSort {
  id: string;
  desc: boolean;
}

/** The selected rows' ids and what to do when they change. */
export interface DataSelection {
  ids: ReadonlyArray<string>;
  onIdsChange: (ids: string[]) => void;
}

export function hiddenClass<Row>(column: DataColumn<Row>): string {
  if (column.hideBelow === "lg") return "max-lg:hidden";
  return column.hideBelow === "xl" ? "max-xl:hidden" : "";
}
