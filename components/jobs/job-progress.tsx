"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { ProgressBar } from "@/components/ui/progress-bar";
import { Stat, StatRow } from "@/components/ui/stat-row";
import { useFormat } from "@/components/ui/use-format";
import type { Job } from "@/lib/jobs/schemas";

import { Processed } from "./job-columns";
import { jobInput } from "./job-input";
import { hasEnded } from "./job-state";

/** How far the job is: the share, the bar by outcome, and a figure for each outcome. */
export function JobProgress({ job }: { job: Job }) {
  const t = useTranslations("jobs.detail");
  const format = useFormat();
  const share = format.percentWhole(Math.floor(job.progress_percent) / 100);
  return (
    <>
      <section aria-label={t("progress")} className="edge-x grid gap-3 py-4">
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
          <p className="type-hero font-medium text-strong">{share}</p>
          <PaceFigures job={job} />
        </div>
        <ProgressBar
          size="lg"
          label={t("progress")}
          value={{ done: job.updated, unchanged: job.unchanged, failed: job.failed }}
          max={job.total_leads}
          valueText={t("progressText", { share, done: job.processed_leads, total: job.total_leads })}
        />
      </section>
      <Outcomes job={job} />
    </>
  );
}

/** What was processed, at what rate, and when it ends or ended. */
function PaceFigures({ job }: { job: Job }) {
  const t = useTranslations("jobs.detail");
  const format = useFormat();
  const ran = job.started_at && job.finished_at ? (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000 : null;
  const ends = job.eta_seconds === null || !job.progress_at ? null : Date.parse(job.progress_at) + job.eta_seconds * 1000;
  const figures: { label: string; value: ReactNode }[] = [
    { label: t("processed"), value: <Processed job={job} /> },
    { label: t("rate"), value: job.rate_per_second === null ? "–" : format.perSecond(job.rate_per_second) },
    hasEnded(job)
      ? { label: t("took"), value: ran === null ? "–" : ran < 60 ? format.latency(ran * 1000) : format.duration(ran) }
      : { label: t("left"), value: job.eta_seconds === null ? "–" : format.duration(job.eta_seconds) },
    hasEnded(job)
      ? { label: t("ended"), value: job.finished_at ? format.time(job.finished_at) : "–" }
      : { label: t("ends"), value: ends === null ? "–" : format.time(ends) },
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 max-md:grid max-md:w-full max-md:grid-cols-2">
      {figures.map(({ label, value }) => (
        <div key={label}>
          <dt className="type-meta text-muted">{label}</dt>
          <dd className="type-body font-medium whitespace-nowrap text-strong">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Outcomes({ job }: { job: Job }) {
  const t = useTranslations("jobs.detail");
  const format = useFormat();
  const { dryRun } = jobInput(job);
  const share = (count: number) => (job.processed_leads > 0 && count > 0 ? format.percent(count / job.processed_leads) : undefined);
  const figure = (label: string, count: number, swatch: "done" | "unchanged" | "failed" | "pending", context = share(count)) => (
    <Stat key={label} size="figure" label={label} value={format.integer(count)} context={context} swatch={swatch} />
  );
  const done =
    job.kind === "lead_import"
      ? [
          figure(t(dryRun ? "wouldCreate" : "created"), job.counters.created ?? 0, "done"),
          figure(t(dryRun ? "wouldChange" : "changed"), job.counters.updated ?? 0, "done"),
        ]
      : [figure(t("updated"), job.updated, "done")];
  return (
    <StatRow className="border-t">
      {done}
      {figure(t("unchanged"), job.unchanged, "unchanged")}
      {figure(t("failed"), job.failed, "failed")}
      {figure(t(hasEnded(job) ? "unreached" : "pending"), job.total_leads - job.processed_leads, "pending", "")}
    </StatRow>
  );
}
