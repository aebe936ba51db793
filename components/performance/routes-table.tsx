"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { Mono } from "@/components/ui/mono";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { Range, RouteStats } from "@/lib/monitoring/schemas";

/** Every route that was asked, the busiest first. */
export function RoutesTable({ routes, range }: { routes: RouteStats[]; range: Range }) {
  const t = useTranslations("performance.routes");
  const format = useFormat();
  const columns = useMemo<DataColumn<RouteStats>[]>(() => {
    const figure = (id: "mean_ms" | "p50_ms" | "p95_ms" | "p99_ms" | "max_ms", header: string): DataColumn<RouteStats> => ({
      id, header, numeric: true, sortable: true, sortDescFirst: true, sortValue: (row) => row[id], cell: (row) => (row[id] === null ? "–" : format.latency(row[id])),
    });
    return [
      { id: "route", header: t("route"), sortable: true, sortValue: (row) => row.route, cell: ({ route }) => <Mono>{route}</Mono> },
      { id: "count", header: t("count"), numeric: true, sortable: true, sortDescFirst: true, sortValue: (row) => row.count, cell: (row) => format.integer(row.count) },
      { ...figure("mean_ms", t("mean")), hideBelow: "xl" },
      figure("p50_ms", "p50"),
      figure("p95_ms", "p95"),
      figure("p99_ms", "p99"),
      { ...figure("max_ms", t("max")), hideBelow: "xl" },
      { id: "refused", header: t("refused"), numeric: true, sortable: true, sortDescFirst: true, sortValue: (row) => row.refused, hideBelow: "lg", cell: (row) => format.integer(row.refused) },
      {
        id: "errors", header: t("errors"), numeric: true, sortable: true, sortDescFirst: true, sortValue: (row) => row.errors,
        cell: (row) => (row.errors === 0 ? "0" : <Status look="text" tone="danger">{t("errorShare", { count: row.errors, share: format.percent(row.error_percent / 100) })}</Status>),
      },
    ];
  }, [t, format]);
  return (
    <Section
      bleed
      title={t("title")}
      count={format.integer(routes.length)}
      actions={
        <Button asChild icon={<Download aria-hidden />}>
          <a href={`/api/performance/stats?range=${range}&format=csv`} download={`routes-${range}.csv`}>{t("csv")}</a>
        </Button>
      }
    >
      <DataTable caption={t("title")} columns={columns} rows={routes} rowId={(row) => row.route} rowName={(row) => row.route} stickyHead={false} empty={<p className="edge-x py-6 type-data text-muted">{t("empty")}</p>} />
    </Section>
  );
}
