"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { useThrottled } from "@/components/live/use-throttled";
import { MiniBar } from "@/components/ui/charts/mini-bar";
import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { FailurePage, Job } from "@/lib/jobs/schemas";

import { FailureExamples } from "./failure-examples";
import { RetryJob } from "./job-actions";
import { failuresCsv, listFailures } from "./requests";
import { useJobWords } from "./use-job-words";

interface JobFailuresProps {
  job: Job;
  initial: FailurePage;
  /** The job as it was when `initial` was read. */
  initialJob: Job;
  mayWrite: boolean;
}

type Reason = FailurePage["by_reason"][number];

/** What failed, by reason in words, with examples, the CSV and the retry. */
export function JobFailures({ job, initial, initialJob, mayWrite }: JobFailuresProps) {
  const t = useTranslations("jobs.failures");
  const words = useJobWords();
  const columns = useReasonColumns(job.failed);
  const outcome = (of: Job) => `${of.failed} ${of.status}`;
  // While it runs the reasons are asked again every two seconds at most, however fast failures come.
  const seen = useThrottled(outcome(job), 2000);
  const { data, isError, refetch, isFetching } = useQuery({
    queryKey: ["jobs", "failures", job.job_id, seen],
    queryFn: ({ signal }) => listFailures(job.job_id, 1, signal),
    placeholderData: (before) => before ?? initial,
    staleTime: Infinity,
    gcTime: 5_000,
    ...(seen === outcome(initialJob) && { initialData: initial }),
  });
  const reasons = (data ?? initial).by_reason;
  return (
    <div id="failures" className="scroll-mt-16">
      <Section
        bleed
        title={t("title")}
        count={job.failed > 0 ? t("count", { count: job.failed, reasons: reasons.length }) : undefined}
        actions={job.failed > 0 || mayWrite ? <FailureActions job={job} mayWrite={mayWrite} /> : null}
      >
        {job.failed === 0 ? (
          <p className="edge-x border-t border-line-hair py-5 type-data text-muted">{t("none")}</p>
        ) : (
          <DataTable
            caption={t("title")}
            columns={columns}
            rows={reasons}
            rowId={(reason) => reason.error}
            rowName={(reason) => words.reason(reason.error)}
            stickyHead={false}
            renderExpanded={(reason) => <FailureExamples job={job} reason={reason} />}
            error={isError ? <ErrorState title={t("loadFailed")} onRetry={() => void refetch()} retrying={isFetching} /> : undefined}
          />
        )}
      </Section>
    </div>
  );
}

function FailureActions({ job, mayWrite }: { job: Job; mayWrite: boolean }) {
  const t = useTranslations("jobs.failures");
  return (
    <>
      {job.failed > 0 ? (
        <Button asChild icon={<Download aria-hidden />}>
          <a href={failuresCsv(job.job_id)} download={`${job.job_id}-failures.csv`}>{t("csv")}</a>
        </Button>
      ) : null}
      {mayWrite ? <RetryJob job={job} variant="primary" /> : null}
    </>
  );
}

function useReasonColumns(total: number): DataColumn<Reason>[] {
  const t = useTranslations("jobs.failures");
  const words = useJobWords();
  const format = useFormat();
  return useMemo(
    () => [
      { id: "reason", header: t("reason"), cell: ({ error }) => <span className="font-medium text-strong">{words.reason(error)}</span> },
      {
        id: "count",
        header: t("leads"),
        width: "200px",
        cell: ({ count }) => (
          <span className="flex items-center gap-3">
            <span className="min-w-12 font-medium text-strong">{format.integer(count)}</span>
            <MiniBar tone="danger" value={count} max={total} />
          </span>
        ),
      },
      { id: "before", header: t("before"), cell: ({ error }) => words.advice(error) },
    ],
    [t, words, format, total],
  );
}
