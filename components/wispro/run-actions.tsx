"use client";

import { RefreshCw, RotateCcw, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import type { Sync } from "@/lib/wispro/schemas";

import { cancelRun, retryRun, startRun } from "./requests";
import { hasEnded } from "./run-state";

/** Starts a run. One that somebody else started meanwhile is shown instead. */
export function StartRun({ running }: { running: boolean }) {
  const t = useTranslations("wispro");
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      await startRun();
      notify.ok(t("started"), { description: t("startedDetail") });
    } catch (error) {
      notify.danger(error instanceof ApiError && error.message ? error.message : t("switches.failed"));
    }
    router.refresh();
    setBusy(false);
  };
  return (
    <Button variant="primary" icon={<RefreshCw aria-hidden />} loading={busy || running} onClick={start}>
      {running ? t("syncing") : t("sync")}
    </Button>
  );
}

/** Stops a run, after asking; nothing for one that has ended. */
export function CancelRun({ run }: { run: Sync }) {
  const t = useTranslations("wispro.cancel");
  const router = useRouter();
  const left = Math.max(0, run.total_records - run.processed);
  if (hasEnded(run) || run.status === "cancelling") return null;
  return (
    <ConfirmDialog
      trigger={<Button variant="danger-ghost" icon={<X aria-hidden />}>{t("label")}</Button>}
      title={t("title")}
      effect={t("effect", { done: run.processed, left })}
      confirmLabel={t("confirm", { left })}
      onConfirm={async () => {
        await cancelRun(run.job_id);
        notify.ok(t("done"));
        router.refresh();
      }}
    />
  );
}

/** A new run after one that failed or was cancelled. */
export function RetryRun({ run }: { run: Sync }) {
  const t = useTranslations("wispro");
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  if (run.status !== "failed" && run.status !== "cancelled") return null;
  const retry = async () => {
    setBusy(true);
    try {
      const { job_id } = await retryRun(run.job_id);
      notify.ok(t("retry.done"));
      router.push(`/wispro/${job_id}`);
    } catch (error) {
      notify.danger(error instanceof ApiError && error.message ? error.message : t("switches.failed"));
      setBusy(false);
    }
  };
  return <Button variant="primary" icon={<RotateCcw aria-hidden />} loading={busy} onClick={retry}>{t("retry.label")}</Button>;
}
