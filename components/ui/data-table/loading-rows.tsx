import { cn } from "../cn";
import { Skeleton } from "../skeleton";
import { type DataColumn, hiddenClass } from "./column";

export interface LoadingRowsProps<Row> {
  columns: ReadonlyArray<DataColumn<Row>>;
  leading: number;
  rows: number;
  twoLines: boolean;
}

const widths = ["w-3/5", "w-2/5", "w-1/2", "w-2/3"];

/** Rows to come, at the height they will have. */
export function LoadingRows<Row>({ columns, leading, rows, twoLines }: LoadingRowsProps<Row>) {
  return (
    <tbody aria-hidden>
      {Array.from({ length: rows }, (_, at) => (
        <tr key={at} className={cn("border-b border-line-hair", twoLines ? "h-row-two" : "h-row")}>
          {Array.from({ length: leading }, (_, index) => (
            <td key={index} className="edge-l w-8" />
          ))}
          {columns.map((column, index) => (
            <td key={column.id} className={cn("px-3 first:edge-l last:edge-r", hiddenClass(column))}>
              <Skeleton className={cn(widths[(at + index) % widths.length], "max-w-40", column.numeric && "ml-auto")} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** The same for stacked rows on a phone. */
export function LoadingCards({ rows }: { rows: number }) {
  return (
    <div aria-hidden className="border-t border-line-hair md:hidden">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="edge-x grid h-21 content-center gap-2.5 border-b border-line-hair">
          <Skeleton className="w-1/2" />
          <Skeleton className="w-3/4" />
        </div>
      ))}
    </div>
  );
}
