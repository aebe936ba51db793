"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import type { DataColumn } from "@/components/ui/data-table/column";
import { DateTime } from "@/components/ui/date-time";
import { ProgressBar } from "@/components/ui/progress-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { useFormat } from "@/components/ui/use-format";
import type { Job } from "@/lib/jobs/schemas";

import { JobLine } from "./job-line";
import { hasEnded } from "./job-state";
import { JobStatusBadge } from "./job-status";
import { useJobWords } from "./use-job-words";

/** The columns of the jobs' list. */
export function useJobColumns(): DataColumn<Job>[] {
  const t = useTranslations("jobs.columns");
  return useMemo(
    () => [
      { id: "job", header: t("job"), cell: (job) => <JobLine job={job} /> },
      { id: "status", header: t("status"), width: "132px", cell: (job) => <JobStatusBadge job={job} /> },
      { id: "progress", header: t("progress"), width: "200px", hideBelow: "lg", cell: (job) => <JobBar job={job} /> },
      { id: "processed", header: t("processed"), numeric: true, cell: (job) => <Processed job={job} /> },
      { id: "duration", header: t("duration"), numeric: true, hideBelow: "xl", cell: (job) => <Duration job={job} /> },
      { id: "created", header: t("created"), numeric: true, cell: (job) => <DateTime value={job.created_at} /> },
    ],
    [t],
  );
}

/** A job in a phone's list. */
export function JobCard({ job }: { job: Job }) {
  return (
    <div className="grid gap-2">
      <JobLine job={job} />
      <JobBar job={job} />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Processed job={job} />
        <span className="flex items-center gap-2">
          <RelativeTime value={job.created_at} className="type-meta text-muted" />
          <JobStatusBadge job={job} />
        </span>
      </div>
    </div>
  );
}

function JobBar({ job }: { job: Job }) {
  const words = useJobWords();
  const format = useFormat();
  const share = format.percentWhole(Math.floor(job.progress_percent) / 100);
  return (
    <span className="flex items-center gap-3">
      <ProgressBar className="flex-1" label={words.title(job)} value={{ done: job.updated, unchanged: job.unchanged, failed: job.failed }} max={job.total_leads} valueText={share} />
      <span className="w-11 text-right font-medium text-strong">{share}</span>
    </span>
  );
}

/** "7.812 de 12.600" */
export function Processed({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  return (
    <span className="whitespace-nowrap text-muted">
      {t.rich("processedOf", { done: job.processed_leads, total: job.total_leads, strong: (chunks) => <span className="font-medium text-strong">{chunks}</span> })}
    </span>
  );
}

function Duration({ job }: { job: Job }) {
  const format = useFormat();
  if (!job.started_at || !job.finished_at) return hasEnded(job) || !job.eta_seconds ? "–" : <span className="text-muted">{format.duration(job.eta_seconds)}</span>;
  const seconds = (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000;
  return seconds < 60 ? format.latency(seconds * 1000) : format.duration(seconds);
}
