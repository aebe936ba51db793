"use client";

import { useTranslations } from "next-intl";

import { PageHeader } from "@/components/ui/page-header";
import type { Job } from "@/lib/jobs/schemas";

import { CancelJob } from "./job-actions";
import { jobInput } from "./job-input";
import { JobStatusBadge } from "./job-status";
import { useJobWords } from "./use-job-words";

/** The job's name, state and what it does; stopping it. Retry and undo stand beside what they are about. */
export function JobHead({ job, mayWrite }: { job: Job; mayWrite: boolean }) {
  const words = useJobWords();
  return (
    <PageHeader
      title={words.title(job)}
      status={<JobStatusBadge job={job} />}
      subtitle={useSubtitle(job)}
      actions={mayWrite ? <CancelJob job={job} variant="danger-ghost" /> : null}
    />
  );
}

function useSubtitle(job: Job): string {
  const t = useTranslations("jobs.detail.subtitle");
  const words = useJobWords();
  const { estado = "", expected, filename = "", dryRun } = jobInput(job);
  const values = { total: job.total_leads, estado: words.estado(estado), from: words.estados(expected), filename };
  if (job.kind === "bulk_status") return t(expected.length > 0 ? "bulk_status_from" : "bulk_status", values);
  if (job.kind === "lead_undo") return t("lead_undo", values);
  if (job.kind === "lead_import") return t(dryRun ? "dry_run" : "lead_import", values);
  return t("other", values);
}
