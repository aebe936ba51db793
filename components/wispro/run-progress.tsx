"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { ProgressBar } from "@/components/ui/progress-bar";
import { Stat, StatRow } from "@/components/ui/stat-row";
import { useFormat } from "@/components/ui/use-format";
import type { Sync } from "@/lib/wispro/schemas";

import { hasEnded, problemsOf, secondsTaken } from "./run-state";

/** How far a run is: the share, the bar by outcome, and a figure for each outcome. */
export function RunProgress({ run }: { run: Sync }) {
  const t = useTranslations("wispro.run");
  const format = useFormat();
  const share = format.percentWhole(Math.floor(run.progress_percent) / 100);
  return (
    <>
      <section aria-label={t("progress")} className="edge-x grid gap-3 py-4">
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
          <p className="type-hero font-medium text-strong">{share}</p>
          <Pace run={run} />
        </div>
        <ProgressBar
          size="lg"
          label={t("progress")}
          value={{ done: run.created + run.updated, unchanged: run.unchanged, failed: problemsOf(run) }}
          max={run.total_records}
          valueText={t("progressText", { share, done: run.processed, total: run.total_records })}
        />
      </section>
      <Outcomes run={run} />
    </>
  );
}

function Pace({ run }: { run: Sync }) {
  const t = useTranslations("wispro.run");
  const format = useFormat();
  const of = (done: number, total: number) => t.rich("of", { done, total, strong: (chunks) => <span className="font-medium text-strong">{chunks}</span> });
  const taken = secondsTaken(run);
  const figures: { label: string; value: ReactNode }[] = [
    { label: t("records"), value: of(run.processed, run.total_records) },
    { label: t("pages"), value: of(run.pages_done, run.total_pages) },
    { label: t("rate"), value: run.rate_per_second === null ? "–" : format.perSecond(run.rate_per_second) },
    hasEnded(run)
      ? { label: t("took"), value: taken === null ? "–" : taken < 60 ? format.latency(taken * 1000) : format.duration(taken) }
      : { label: t("left"), value: run.eta_seconds === null ? "–" : format.duration(run.eta_seconds) },
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 max-md:grid max-md:w-full max-md:grid-cols-2">
      {figures.map(({ label, value }) => (
        <div key={label}>
          <dt className="type-meta text-muted">{label}</dt>
          <dd className="type-body whitespace-nowrap text-muted">{typeof value === "string" ? <span className="font-medium text-strong">{value}</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Outcomes({ run }: { run: Sync }) {
  const t = useTranslations("wispro.run");
  const format = useFormat();
  const figure = (label: string, count: number, swatch?: "done" | "unchanged" | "failed") => (
    <Stat key={label} size="figure" label={label} value={format.integer(count)} {...(swatch && { swatch })} />
  );
  return (
    <StatRow className="border-t">
      {figure(t("created"), run.created, "done")}
      {figure(t("updated"), run.updated, "done")}
      {figure(t("unchanged"), run.unchanged, "unchanged")}
      {figure(t("skipped"), run.skipped, "failed")}
      {figure(t("conflicts"), run.conflicts, "failed")}
      {figure(t("errors"), run.errors, "failed")}
    </StatRow>
  );
}
