"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { useLive } from "@/components/live/use-live";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { Job, QueueOverview } from "@/lib/jobs/schemas";

import { CancelJob } from "./job-actions";
import { JobLine } from "./job-line";
import { useJobWords } from "./use-job-words";

const SHOWN = 8;

/** What runs and waits now, moving. */
export function RunningJobs({ initial, mayWrite }: { initial: QueueOverview; mayWrite: boolean }) {
  const t = useTranslations("overview.running");
  const words = useJobWords();
  const format = useFormat();
  const { running, counts } = useLive({ topic: "queue", path: "/api/crm/queue", initialData: initial });
  const columns = useRunningColumns(mayWrite);
  const total = counts.queued + counts.processing;
  const rows = running.slice(0, SHOWN);
  return (
    <Section bleed title={t("title")} count={total > 0 ? format.integer(total) : undefined} actions={<Link href="/jobs" className="type-data font-medium text-accent underline-offset-4 hover:underline">{t("all")}</Link>}>
      {rows.length > 0 ? (
        <DataTable caption={t("title")} columns={columns} rows={rows} rowId={(job) => job.job_id} rowName={words.title} twoLines stickyHead={false} renderCard={(job) => <RunningCard job={job} mayWrite={mayWrite} />} />
      ) : (
        <p className="edge-x border-t border-line-hair py-5 type-data text-muted">{t("none")}</p>
      )}
      {total > rows.length ? (
        <p className="edge-x py-3 type-meta text-muted">
          <Link href="/jobs?status=queued,processing,cancelling" className="font-medium text-accent underline-offset-4 hover:underline">{t("more", { count: total - rows.length })}</Link>
        </p>
      ) : null}
    </Section>
  );
}

function useRunningColumns(mayWrite: boolean): DataColumn<Job>[] {
  const t = useTranslations("overview.running");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "job", header: t("job"), cell: (job) => <JobLine job={job} /> },
      { id: "progress", header: t("progress"), width: "216px", cell: (job) => <JobBar job={job} /> },
      { id: "processed", header: t("processed"), numeric: true, cell: (job) => <Processed job={job} /> },
      { id: "rate", header: t("rate"), numeric: true, cell: (job) => (job.rate_per_second === null ? "–" : format.perSecond(job.rate_per_second)) },
      { id: "left", header: t("left"), numeric: true, cell: (job) => (job.eta_seconds === null ? "–" : format.duration(job.eta_seconds)) },
      ...(mayWrite ? [{ id: "actions", header: t("actions"), headerHidden: true, numeric: true, width: "160px", cell: (job: Job) => <CancelJob job={job} short variant="secondary" /> }] : []),
    ],
    [t, format, mayWrite],
  );
}

function JobBar({ job }: { job: Job }) {
  const format = useFormat();
  const words = useJobWords();
  const share = format.percentWhole(Math.floor(job.progress_percent) / 100);
  return (
    <span className="flex items-center gap-3">
      <ProgressBar className="flex-1" label={words.title(job)} value={job.processed_leads} max={job.total_leads} valueText={share} />
      <span className="w-11 text-right font-medium text-strong">{share}</span>
    </span>
  );
}

function Processed({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  return <span className="text-muted">{t.rich("processedOf", { done: job.processed_leads, total: job.total_leads, strong: (chunks) => <span className="font-medium text-strong">{chunks}</span> })}</span>;
}

function RunningCard({ job, mayWrite }: { job: Job; mayWrite: boolean }) {
  const t = useTranslations("overview.running");
  const format = useFormat();
  const cells = [
    { label: t("processed"), value: <Processed job={job} /> },
    { label: t("rate"), value: job.rate_per_second === null ? "–" : format.perSecond(job.rate_per_second) },
    { label: t("left"), value: job.eta_seconds === null ? "–" : format.duration(job.eta_seconds) },
  ];
  return (
    <div className="grid gap-2">
      <JobLine job={job} />
      <JobBar job={job} />
      <dl className="grid grid-cols-[2fr_1fr_1fr] gap-3">
        {cells.map(({ label, value }) => (
          <div key={label} className="min-w-0">
            <dt className="type-meta text-muted">{label}</dt>
            <dd className="text-strong">{value}</dd>
          </div>
        ))}
      </dl>
      {mayWrite ? <div className="mt-1 grid *:w-full empty:hidden"><CancelJob job={job} short variant="secondary" /></div> : null}
    </div>
  );
}
