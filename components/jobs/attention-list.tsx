"use client";

import { CircleX, ServerOff, TimerOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

import { AttentionRow } from "@/components/ui/attention-row";
import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { AttentionItem } from "@/lib/jobs/schemas";

import { CancelJob, RetryJob } from "./job-actions";
import { shortId } from "./job-state";
import { useJobWords } from "./use-job-words";

interface AttentionListProps {
  items: AttentionItem[];
  /** No worker has given a sign of life: nothing will run. */
  noWorker: boolean;
  mayWrite: boolean;
}

/** What needs a person: what, why, since when, and what to do. */
export function AttentionList({ items, noWorker, mayWrite }: AttentionListProps) {
  const t = useTranslations("overview.attention");
  const format = useFormat();
  const count = items.length + Number(noWorker);
  return (
    <div id="attention" className="scroll-mt-16">
      <Section bleed title={t("title")} count={count > 0 ? format.integer(count) : undefined}>
        {count === 0 ? (
          <p className="edge-x border-t border-line-hair py-5 type-data text-muted">{t("none")}</p>
        ) : (
          <ul>
            {noWorker ? <AttentionRow icon={<ServerOff aria-hidden className="text-danger" />} title={t("noWorker")} detail={t.rich("noWorkerDetail", { code: (chunks) => <Mono>{chunks}</Mono> })} /> : null}
            {items.map((item) => <AttentionJob key={item.job.job_id} item={item} mayWrite={mayWrite} />)}
          </ul>
        )}
      </Section>
    </div>
  );
}

function AttentionJob({ item, mayWrite }: { item: AttentionItem; mayWrite: boolean }) {
  const t = useTranslations("overview.attention");
  const words = useJobWords();
  const { job, kind, since } = item;
  const name = words.title(job);
  const title = {
    failures: () => t("failures", { count: job.failed, name }),
    failed: () => t("failed", { name }),
    stuck: () => t("stuck", { name }),
  }[kind]();
  return (
    <AttentionRow
      icon={kind === "stuck" ? <TimerOff aria-hidden className="text-warn" /> : <CircleX aria-hidden className="text-danger" />}
      title={title}
      detail={<AttentionDetail item={item} />}
      since={since}
      actions={
        <>
          <Button asChild variant={mayWrite ? "ghost" : "secondary"}>
            <Link href={kind === "stuck" ? `/jobs/${job.job_id}` : `/jobs/${job.job_id}#failures`}>{t(kind === "stuck" ? "open" : "reasons")}</Link>
          </Button>
          {mayWrite ? kind === "stuck" ? <CancelJob job={job} short variant="secondary" /> : <RetryJob job={job} short /> : null}
        </>
      }
    />
  );
}

function AttentionDetail({ item: { job, kind, reasons } }: { item: AttentionItem }) {
  const t = useTranslations("overview.attention");
  const words = useJobWords();
  const format = useFormat();
  const id = <Mono>{shortId(job.job_id)}</Mono>;
  if (kind === "stuck") {
    return <p>{t.rich("stuckDetail", { done: job.processed_leads, total: job.total_leads, at: format.dateTime(job.progress_at ?? job.created_at), id: () => id })}</p>;
  }
  return (
    <>
      {kind === "failed" && job.error ? <p>{words.failure(job.error)}</p> : null}
      {reasons.length > 0 ? (
        <ul className="flex flex-wrap gap-x-4 max-md:grid">
          {reasons.map(({ error, count }) => (
            <li key={error}><span className="font-medium text-strong">{format.integer(count)}</span> {words.reasonInside(error)}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
