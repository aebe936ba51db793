"use client";

import { useTranslations } from "next-intl";

import { ChartHeading } from "@/components/ui/charts/chart-heading";
import { LineChart, type LinePoint } from "@/components/ui/charts/line-chart";
import { Section } from "@/components/ui/section";
import { Split } from "@/components/ui/split";
import { useFormat } from "@/components/ui/use-format";
import type { PerformanceStats, SeriesPoint } from "@/lib/monitoring/schemas";

/** Latency, throughput and the machines over time; below them, when another version began to run. */
export function LatencyCharts({ stats }: { stats: PerformanceStats }) {
  const t = useTranslations("performance.charts");
  const format = useFormat();
  const { series, total } = stats;
  const points = (value: (point: SeriesPoint) => number | null, compare?: (point: SeriesPoint) => number | null): LinePoint[] =>
    series.map((point) => ({ at: Date.parse(point.at), value: value(point), ...(compare && { compare: compare(point) }) }));
  const deploys = stats.deploys.map(({ at, build }) => `${format.hourMinute(at)} ${build}`).join(", ");
  const marks = stats.deploys.map(({ at, build }) => ({ at: Date.parse(at), label: build }));
  const note = deploys ? t("deploys", { list: deploys }) : undefined;
  return (
    <Section bleed title={t("title")}>
      <Split>
        <div className="edge-x py-4">
          <ChartHeading title={t("latency")} unit="ms" figure={total.p95_ms === null ? "–" : format.latency(total.p95_ms)} />
          <LineChart marks={marks} tableCaption={t("latency")} points={points((point) => point.p95_ms, (point) => point.p50_ms)} valueLabel="p95" compareLabel="p50" formatValue={(value) => format.latency(value)} note={note} />
        </div>
        <div className="edge-x py-4">
          <ChartHeading title={t("p99")} unit="ms" figure={total.p99_ms === null ? "–" : format.latency(total.p99_ms)} />
          <LineChart marks={marks} tableCaption={t("p99")} points={points((point) => point.p99_ms)} valueLabel="p99" formatValue={(value) => format.latency(value)} note={note} />
        </div>
      </Split>
      <Split className="border-t">
        <div className="edge-x py-4">
          <ChartHeading title={t("throughput")} unit={t("perSecond")} figure={t("requests", { count: total.count })} />
          <LineChart marks={marks} tableCaption={t("throughput")} points={points((point) => point.count / stats.step_seconds, (point) => point.errors / stats.step_seconds)} valueLabel={t("answered")} compareLabel={t("errors")} formatValue={(value) => format.perSecond(value)} />
        </div>
        <div className="edge-x py-4">
          <ChartHeading title={t("machine")} unit="%" figure={stats.system.cpu_percent === null ? "–" : format.percentWhole(stats.system.cpu_percent / 100)} />
          <LineChart marks={marks} tableCaption={t("machine")} points={points((point) => point.cpu_percent, (point) => point.memory_percent)} valueLabel={t("cpu")} compareLabel={t("memory")} formatValue={(value) => format.percentWhole(value / 100)} />
        </div>
      </Split>
    </Section>
  );
}
