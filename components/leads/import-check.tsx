"use client";

import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error-note";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Section } from "@/components/ui/section";
import { Stat, StatRow } from "@/components/ui/stat-row";
import { useFormat } from "@/components/ui/use-format";
import type { AcceptedJob, Job } from "@/lib/jobs/schemas";

import { ImportErrors } from "./import-errors";
import { UploadState } from "./upload-state";
import { useCheckJob } from "./use-check-job";
import type { ImportStart } from "./use-upload";

export interface ImportCheckProps {
  /** The dry run, as it was accepted. */
  job: AcceptedJob;
  file: File;
  start: ImportStart;
  onAnother: () => void;
}

/** The dry run as it goes, then what the import would do, and the button that does it. */
export function ImportCheck({ job: accepted, file, start, onAnother }: ImportCheckProps) {
  const t = useTranslations("leads.importPage");
  const job = useCheckJob(accepted.job_id);
  if (!job || job.status === "queued" || job.status === "processing") {
    return <Checking done={job?.processed_leads ?? 0} total={accepted.total_leads} />;
  }
  const { created = 0, updated = 0 } = job.counters;
  return (
    <>
      <Section first bleed title={t("resultTitle")} count={t("resultCount", { count: job.total_leads })} actions={<span className="min-w-0 truncate text-muted">{file.name}</span>}>
        <CheckFigures job={job} created={created} updated={updated} />
      </Section>
      <div className="edge-x grid gap-3 py-5">
        {job.status === "completed" ? null : <ErrorNote>{t("failed", { reason: job.error ?? job.status })}</ErrorNote>}
        {job.status === "completed" && created + updated === 0 ? <p className="text-muted">{t("nothing")}</p> : null}
        <UploadState upload={start} label={t("uploadBar")} />
        <div className="flex justify-end gap-2 max-md:*:flex-1">
          {start.isPending ? <Button variant="ghost" onClick={start.stop}>{t("stop")}</Button> : <Button variant="ghost" onClick={onAnother}>{t("another")}</Button>}
          <Button variant="primary" disabled={job.status !== "completed" || created + updated === 0} loading={start.isPending} onClick={start.begin}>
            {created + updated > 0 ? t("start", { count: created + updated }) : t("startNothing")}
          </Button>
        </div>
      </div>
      {job.failed > 0 ? <ImportErrors jobId={job.job_id} /> : null}
    </>
  );
}

function Checking({ done, total }: { done: number; total: number }) {
  const t = useTranslations("leads.importPage");
  const text = t("checking", { done, total });
  return (
    <div className="edge-x grid max-w-2xl gap-2 py-5">
      <p role="status" className="type-body font-medium text-strong">{text}</p>
      <ProgressBar size="lg" label={t("checkBar")} value={done} max={total} valueText={text} />
    </div>
  );
}

function CheckFigures({ job, created, updated }: { job: Job; created: number; updated: number }) {
  const t = useTranslations("leads.importPage");
  const format = useFormat();
  const share = (count: number) => (job.total_leads > 0 ? format.percent(count / job.total_leads) : undefined);
  return (
    <div className="border-y border-line-hair">
      <StatRow>
        <Stat size="figure" label={t("willCreate")} value={format.integer(created)} context={share(created)} swatch="done" />
        <Stat size="figure" label={t("willUpdate")} value={format.integer(updated)} context={share(updated)} swatch="done" />
        <Stat size="figure" label={t("unchanged")} value={format.integer(job.unchanged)} context={share(job.unchanged)} swatch="unchanged" />
        <Stat size="figure" label={t("errors")} value={format.integer(job.failed)} context={share(job.failed)} swatch="failed" />
      </StatRow>
    </div>
  );
}
