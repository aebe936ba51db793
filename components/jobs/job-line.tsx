"use client";

import { useTranslations } from "next-intl";

import { Mono } from "@/components/ui/mono";
import { RowLink } from "@/components/ui/row-link";
import type { Job } from "@/lib/jobs/schemas";

import { JobIcon } from "./job-icon";
import { shortId } from "./job-state";
import { useJobWords } from "./use-job-words";

/** A job in two lines: its name, then its number, who started it, whose leads, and what failed. */
export function JobLine({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const words = useJobWords();
  return (
    <span className="flex min-w-0 gap-3 md:min-w-64">
      <span className="mt-0.5"><JobIcon kind={job.kind} /></span>
      <span className="min-w-0">
        <RowLink href={`/jobs/${job.job_id}`} className="block type-body font-medium text-strong underline-offset-4 hover:underline">{words.title(job)}</RowLink>
        <span className="block type-meta text-muted">
          {[t(`kind.${job.kind}`), <Mono key="id">{shortId(job.job_id)}</Mono>, job.owner.name, job.cliente_name].flatMap((part, index) => (part ? [index > 0 ? " · " : "", <span key={index}>{part}</span>] : []))}
          {job.failed > 0 ? <span className="text-danger"> · {t("failedCount", { count: job.failed })}</span> : null}
          {job.stuck_since ? <span className="text-warn"> · {t("status.stuck")}</span> : null}
        </span>
      </span>
    </span>
  );
}
