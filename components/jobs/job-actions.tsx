"use client";

import { RotateCcw, Undo2, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import type { ButtonVariant } from "@/components/ui/button-styles";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import type { Job } from "@/lib/jobs/schemas";

import { canCancel, retryable, undoable } from "./job-state";
import { cancelJob, retryJob, undoJob } from "./requests";
import { useJobWords } from "./use-job-words";

interface JobActionProps {
  job: Job;
  variant?: ButtonVariant;
  /** The short label, for rows. */
  short?: boolean;
}

/** Stops a job, after asking; nothing where it cannot be stopped. */
export function CancelJob({ job, variant = "ghost", short }: JobActionProps) {
  const t = useTranslations("jobs.cancel");
  const words = useJobWords();
  const left = job.total_leads - job.processed_leads;
  if (!canCancel(job)) return null;
  return (
    <ConfirmDialog
      trigger={<Button variant={variant} icon={<X aria-hidden />}>{t(short ? "short" : "label")}</Button>}
      title={t("title", { name: words.title(job) })}
      effect={t("effect", { done: job.updated, left })}
      confirmLabel={t("confirm", { left })}
      onConfirm={async () => {
        const stopped = await cancelJob(job.job_id);
        notify.ok(t("done", { name: words.title(job) }), { description: t("doneDetail", { done: stopped.updated }) });
      }}
    />
  );
}

/** Tries the failed leads again as a new job, after asking; nothing where there is nothing to try. */
export function RetryJob({ job, variant = "secondary", short }: JobActionProps) {
  const t = useTranslations("jobs.retry");
  const router = useRouter();
  const words = useJobWords();
  const count = retryable(job);
  if (count === 0) return null;
  return (
    <ConfirmDialog
      tone="plain"
      trigger={<Button variant={variant} icon={<RotateCcw aria-hidden />}>{t(short ? "short" : "label", { count })}</Button>}
      title={t("title", { count })}
      effect={t("effect", { name: words.title(job) })}
      confirmLabel={t("label", { count })}
      onConfirm={async () => {
        const created = await retryJob(job.job_id);
        notify.ok(t("done", { count: created.total_leads }));
        router.push(`/jobs/${created.job_id}`);
      }}
    />
  );
}

/** Takes a job's changes back as a new job, after asking; nothing where there is nothing to take back. */
export function UndoJob({ job, variant = "secondary" }: JobActionProps) {
  const t = useTranslations("jobs.undo");
  const router = useRouter();
  const words = useJobWords();
  const count = undoable(job);
  if (count === 0) return null;
  return (
    <ConfirmDialog
      trigger={<Button variant={variant} icon={<Undo2 aria-hidden />}>{t("label", { count })}</Button>}
      title={t("title", { name: words.title(job) })}
      effect={t("effect", { count })}
      confirmLabel={t("label", { count })}
      onConfirm={async () => {
        const created = await undoJob(job.job_id);
        notify.ok(t("done", { count: created.total_leads }));
        router.push(`/jobs/${created.job_id}`);
      }}
    />
  );
}
