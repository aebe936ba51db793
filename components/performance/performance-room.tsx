"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";

import { api, ApiError } from "@/components/api";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { type PerformanceStats, rangeSchema } from "@/lib/monitoring/schemas";

import { LatencyCharts } from "./latency-charts";
import { PartsTables } from "./parts-tables";
import { RoutesTable } from "./routes-table";
import { performanceParams } from "./search-params";
import { SystemRow } from "./system-row";

/** Each process keeps what it measured every ten seconds. */
const REFETCH_MS = 10_000;

/** How fast the system answers over a range that stands in the address; asked again as new measurements come. */
export function PerformanceRoom({ initial }: { initial: PerformanceStats }) {
  const t = useTranslations("performance");
  const [{ range }, setParams] = useQueryStates(performanceParams);
  const stats = useQuery({
    queryKey: ["performance", range],
    queryFn: ({ signal }) => api<PerformanceStats>(`/api/performance/stats?range=${range}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFETCH_MS,
    ...(range === initial.range && { initialData: initial }),
  });
  const { data, error } = stats;
  return (
    <>
      <PageHeader room bare title={t("title")} subtitle={t("subtitle")} />
      <Tabs
        label={t("range.label")}
        value={range}
        onValueChange={(next) => void setParams({ range: next }, { history: "push" })}
        items={rangeSchema.options.map((value) => ({ value, label: t(`range.${value}`), content: value === range && data ? <Figures stats={data} /> : null }))}
      />
      {error && !data ? (
        <ErrorState title={t("loadFailed")} description={error.message || undefined} requestId={error instanceof ApiError ? error.requestId : null} retrying={stats.isFetching} onRetry={() => void stats.refetch()} />
      ) : null}
    </>
  );
}

function Figures({ stats }: { stats: PerformanceStats }) {
  return (
    <>
      <SystemRow stats={stats} />
      <LatencyCharts stats={stats} />
      <RoutesTable routes={stats.routes} range={stats.range} />
      <PartsTables stats={stats} />
    </>
  );
}
