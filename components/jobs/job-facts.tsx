"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { CopyButton } from "@/components/ui/copy-button";
import { type Fact, Facts, FactsSection } from "@/components/ui/facts";
import { Mono } from "@/components/ui/mono";
import { useFormat } from "@/components/ui/use-format";
import type { Chunk, Job } from "@/lib/jobs/schemas";

import { UndoJob } from "./job-actions";
import { jobInput } from "./job-input";
import { hasEnded, shortId, undoable } from "./job-state";
import { useJobWords } from "./use-job-words";

/** Completed jobs, and with them the way back, are kept so long. */
const KEPT_DAYS = 7;

interface JobFactsProps {
  job: Job;
  chunks: Chunk[];
  mayWrite: boolean;
}

/** The column at the right: what was asked, how it ran, and the way back. */
export function JobFacts({ job, chunks, mayWrite }: JobFactsProps) {
  const t = useTranslations("jobs.facts");
  return (
    <>
      <FactsSection title={t("title")}><Facts items={useAsked(job)} /></FactsSection>
      <FactsSection title={t("run")}><Facts items={useRun(job, chunks)} /></FactsSection>
      {job.kind === "bulk_status" ? (
        <FactsSection title={t("undo")}>
          <p className="mb-3 type-data text-base">{useUndoText(job)}</p>
          {mayWrite ? <UndoJob job={job} /> : null}
        </FactsSection>
      ) : null}
    </>
  );
}

function useAsked(job: Job): Fact[] {
  const t = useTranslations("jobs.facts");
  const jobs = useTranslations("jobs");
  const words = useJobWords();
  const { estado, expected, filter, filename } = jobInput(job);
  const facts: (Fact | null)[] = [
    { label: t("number"), value: <span className="flex items-start gap-1"><Mono>{job.job_id}</Mono><span className="-my-1"><CopyButton text={job.job_id} label={t("copyNumber")} /></span></span> },
    { label: t("kind"), value: jobs(`kind.${job.kind}`) },
    { label: t("cliente"), value: job.cliente_name ?? t("everyCliente") },
    { label: t("createdBy"), value: <>{job.owner.name} <span className="text-muted">{jobs(`owner.${job.owner.kind}`)}</span></> },
    filename ? { label: t("file"), value: <span className="break-all">{filename}</span> } : null,
    job.kind === "bulk_status" ? { label: t("filter"), value: filter ? words.filter(filter) : t("byHand") } : null,
    job.kind === "bulk_status" && estado ? { label: t("change"), value: `${expected.length > 0 ? words.estados(expected) : t("anyEstado")} → ${words.estado(estado)}` } : null,
    job.parent_job_id ? { label: t("of"), value: <JobLink id={job.parent_job_id} /> } : null,
    job.undone_by_job_id ? { label: t("undoneBy"), value: <JobLink id={job.undone_by_job_id} /> } : null,
  ];
  return facts.filter((fact) => fact !== null);
}

function JobLink({ id }: { id: string }): ReactNode {
  return <Link href={`/jobs/${id}`} className="text-accent underline underline-offset-4"><Mono>{shortId(id)}</Mono></Link>;
}

function useRun(job: Job, chunks: Chunk[]): Fact[] {
  const t = useTranslations("jobs.facts");
  const jobs = useTranslations("jobs");
  const facts: (Fact | null)[] = [
    { label: t("queue"), value: jobs(`kind.${job.kind}`) },
    { label: t("priority"), value: jobs(`priority.${job.priority}`) },
    chunks[0] ? { label: t("batch"), value: t("batchSize", { size: chunks[0].size }) } : null,
    { label: t("attempts"), value: job.attempts > 0 ? t("attemptsOf", { done: job.attempts }) : t("noAttempts") },
    { label: t("worker"), value: job.worker_id ? <Mono>{job.worker_id}</Mono> : t("noWorker") },
    job.webhook_url ? { label: t("webhook"), value: <span className="break-all">{job.webhook_url}</span> } : null,
  ];
  return facts.filter((fact) => fact !== null);
}

function useUndoText(job: Job): string {
  const t = useTranslations("jobs.facts");
  const words = useJobWords();
  const format = useFormat();
  if (!hasEnded(job)) return t("undoWait");
  if (job.undone_by_job_id) return t("undoDone");
  if (undoable(job) === 0) return t("undoNothing");
  const until = Date.parse(job.finished_at ?? job.created_at) + KEPT_DAYS * 24 * 3600 * 1000;
  return t("undoText", { count: job.updated, estado: words.estado(jobInput(job).estado ?? ""), until: format.date(until) });
}
