"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { useLive } from "@/components/live/use-live";
import { useThrottled } from "@/components/live/use-throttled";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { Split, WithFacts } from "@/components/ui/split";
import { useAwake } from "@/components/ui/use-awake";
import { useFormat } from "@/components/ui/use-format";
import { useNow } from "@/components/ui/use-now";
import type { Chunk, FailurePage, Job } from "@/lib/jobs/schemas";

import { JobBatches } from "./job-batches";
import { JobFacts } from "./job-facts";
import { JobFailures } from "./job-failures";
import { JobHead } from "./job-head";
import { JobProgress } from "./job-progress";
import { JobRate } from "./job-rate";
import { hasEnded, shortId } from "./job-state";
import { JobTimeline } from "./job-timeline";
import { jobPath, listChunks } from "./requests";
import { useJobWords } from "./use-job-words";

const LONG_WAIT_SECONDS = 3;

export interface JobViewProps {
  job: Job;
  chunks: Chunk[];
  failures: FailurePage;
  mayWrite: boolean;
}

/** One job, moving: its events carry the whole of it, and its chunks are asked anew as it advances. */
export function JobView({ job: initial, chunks: initialChunks, failures, mayWrite }: JobViewProps) {
  const job = useLive({ topic: `job:${initial.job_id}`, path: jobPath(initial.job_id), initialData: initial });
  const chunks = useChunks(job, initial, initialChunks);
  return (
    <>
      <JobHead job={job} mayWrite={mayWrite} />
      <JobNotices job={job} />
      <WithFacts facts={<JobFacts job={job} chunks={chunks} mayWrite={mayWrite} />}>
        <JobProgress job={job} />
        <JobTimeline job={job} chunks={chunks} />
        {chunks.length > 0 ? (
          <Split className="border-t">
            <JobRate job={job} chunks={chunks} />
            <JobBatches job={job} chunks={chunks} />
          </Split>
        ) : null}
        <JobFailures job={job} initial={failures} initialJob={initial} mayWrite={mayWrite} />
      </WithFacts>
    </>
  );
}

/** While the job runs its chunks are asked again once a second at most, and a last time when it has ended. */
function useChunks(job: Job, initial: Job, initialChunks: Chunk[]): Chunk[] {
  const version = useThrottled(job.version, 1000);
  const { data } = useQuery({
    queryKey: ["jobs", "chunks", job.job_id, version],
    queryFn: ({ signal }) => listChunks(job.job_id, signal),
    placeholderData: (before) => before ?? initialChunks,
    staleTime: Infinity,
    gcTime: 5_000,
    ...(version === initial.version && { initialData: initialChunks }),
  });
  return data ?? initialChunks;
}

/** What is out of the ordinary: waiting, stuck, repeated, failed; and the job that this one comes from. */
function JobNotices({ job }: { job: Job }) {
  const t = useTranslations("jobs.detail");
  const format = useFormat();
  const words = useJobWords();
  const link = (id: string) => (chunks: ReactNode) => <Link href={`/jobs/${id}`} className="font-medium text-accent underline underline-offset-4"><Mono>{chunks}</Mono></Link>;
  return (
    <>
      {job.stuck_since && !hasEnded(job) ? <Notice tone="warn">{t("stuckNotice", { at: format.time(job.progress_at ?? job.created_at) })}</Notice> : null}
      {job.status === "queued" && !job.stuck_since ? <QueuedNotice since={job.created_at} /> : null}
      {job.status === "failed" ? <Notice tone="danger">{t("failedNotice", { reason: words.failure(job.error ?? "") })}</Notice> : null}
      {job.attempts > 0 && !hasEnded(job) ? <Notice tone="warn">{t("retriedNotice", { attempts: job.attempts + 1 })}</Notice> : null}
      {job.parent_job_id ? <Notice>{t.rich("childNotice", { relation: job.kind === "lead_undo" ? "undo" : "retry", id: shortId(job.parent_job_id), link: link(job.parent_job_id) })}</Notice> : null}
      {job.undone_by_job_id ? <Notice>{t.rich("undoneNotice", { id: shortId(job.undone_by_job_id), link: link(job.undone_by_job_id) })}</Notice> : null}
    </>
  );
}

/** Said only once the wait is worth a word: most jobs start within a second. */
function QueuedNotice({ since }: { since: string }) {
  const t = useTranslations("jobs.detail");
  const format = useFormat();
  const seconds = (useNow(1000) - Date.parse(since)) / 1000;
  const awake = useAwake();
  return awake && seconds >= LONG_WAIT_SECONDS ? <Notice>{t("queuedNotice", { time: format.duration(seconds) })}</Notice> : null;
}
