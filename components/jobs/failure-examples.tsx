"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { api, ApiError } from "@/components/api";
import { Skeleton } from "@/components/ui/skeleton";
import type { FailurePage, Job } from "@/lib/jobs/schemas";

import { listFailures } from "./requests";
import { useJobWords } from "./use-job-words";

const SHOWN = 3;

interface FailureExamplesProps {
  job: Job;
  reason: FailurePage["by_reason"][number];
}

/** The first few of one reason: leads by name with a way to their page, or lines of a file with what they said. */
export function FailureExamples({ job, reason }: FailureExamplesProps) {
  const t = useTranslations("jobs.failures");
  const words = useJobWords();
  const { data } = useQuery({
    queryKey: ["jobs", "examples", job.job_id, reason.error],
    queryFn: ({ signal }) => listFailures(job.job_id, SHOWN, signal, reason.error),
  });
  return (
    <ul aria-label={t("examples", { reason: words.reason(reason.error) })} className="type-data">
      {data
        ? data.items.map((failure) => (job.kind === "lead_import" ? <LineExample key={failure.lead_id} failure={failure} /> : <LeadExample key={failure.lead_id} id={failure.lead_id} exists={reason.error !== "lead_not_found"} />))
        : Array.from({ length: Math.min(SHOWN, reason.count) }, (_, index) => <ExampleRow key={index} name={<Skeleton className="w-40" />} />)}
      {reason.count > SHOWN ? <ExampleRow name={<span className="text-muted">{t("more", { count: reason.count - SHOWN })}</span>} /> : null}
    </ul>
  );
}

function ExampleRow({ name, meta, action }: { name: ReactNode; meta?: ReactNode; action?: ReactNode }) {
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-6 gap-y-0.5 border-line-hair py-1.5 pr-4 pl-4 not-first:border-t md:pr-6 md:pl-[60px]">
      <span className="min-w-0 md:w-72">{name}</span>
      <span className="min-w-0 flex-1 text-muted">{meta}</span>
      {action}
    </li>
  );
}

interface LeadAnswer {
  id: number;
  name: string;
  phone: string | null;
  estado: string;
}

function LeadExample({ id, exists }: { id: number; exists: boolean }) {
  const t = useTranslations("jobs.failures");
  const words = useJobWords();
  const { data, error } = useQuery({
    queryKey: ["jobs", "example-lead", id],
    queryFn: ({ signal }) => api<LeadAnswer>(`/api/crm/leads/${id}`, { signal }),
    retry: false,
    enabled: exists,
  });
  if (!exists || (error instanceof ApiError && error.code === "not_found")) return <ExampleRow name={t("lead", { id })} meta={t("gone")} />;
  if (!data) return <ExampleRow name={t("lead", { id })} />;
  return (
    <ExampleRow
      name={<span className="text-strong">{data.name}</span>}
      meta={[data.phone, t("nowIn", { estado: words.estado(data.estado) })].filter(Boolean).join(" · ")}
      action={<Link href={`/leads/${id}`} className="font-medium text-accent underline-offset-4 hover:underline">{t("openLead")}</Link>}
    />
  );
}

function LineExample({ failure }: { failure: FailurePage["items"][number] }) {
  const t = useTranslations("jobs.failures");
  const row = failure.detail?.row;
  const cells = typeof row === "object" && row !== null ? Object.values(row).filter((cell): cell is string => typeof cell === "string" && cell !== "") : [];
  return <ExampleRow name={<span className="text-strong">{t("line", { line: failure.lead_id })}</span>} meta={<span className="break-words">{cells.join(" · ")}</span>} />;
}
