"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleX, Pause, Play, RotateCcw, Send } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { useFormat } from "@/components/ui/use-format";
import type { Campaign, QueueStatus } from "@/lib/campaigns/schemas";

import { deleteCampaign, moveCampaign, previewQuery, retryRecipients, sendTest, startCampaign } from "./requests";

interface ActionsProps {
  campaign: Campaign;
  status: QueueStatus["status"];
}

/** What the state allows, the main one last. */
export function CampaignActions({ campaign, status }: ActionsProps) {
  if (status.status === "draft" || status.status === "scheduled") return <DraftActions campaign={campaign} status={status} />;
  if (status.status === "queued" || status.status === "sending" || status.status === "paused") {
    return (
      <>
        <Stop campaign={campaign} status={status} />
        <PauseOrResume id={campaign.id} paused={status.status === "paused"} />
      </>
    );
  }
  return null;
}

function DraftActions({ campaign, status }: ActionsProps) {
  const t = useTranslations("campaigns.actions");
  const router = useRouter();
  return (
    <>
      <ConfirmDialog
        trigger={<Button variant="danger-ghost">{t("delete")}</Button>}
        title={t("deleteTitle", { name: campaign.name })}
        effect={t("deleteEffect")}
        confirmLabel={t("delete")}
        onConfirm={async () => {
          await deleteCampaign(campaign.id);
          notify.ok(t("deleted"));
          router.push("/campaigns");
        }}
      />
      <Button asChild><Link href={`/campaigns/${campaign.id}/edit`}>{t("edit")}</Link></Button>
      <TestSend id={campaign.id} />
      <Start campaign={campaign} status={status} />
    </>
  );
}

function Start({ campaign, status }: ActionsProps) {
  const t = useTranslations("campaigns.actions");
  const format = useFormat();
  const router = useRouter();
  const preview = useQuery(previewQuery(campaign.id, campaign.version));
  const count = format.integer(preview.data?.unique ?? 0);
  return (
    <ConfirmDialog
      tone="plain"
      trigger={<Button variant="primary" icon={<Send aria-hidden />} disabled={!preview.data?.unique}>{t("start")}</Button>}
      title={t("startTitle", { name: campaign.name })}
      effect={preview.data ? t("startEffect", { count, rate: format.integer(status.metrics.limitPerSecond) }) : t("starting")}
      confirmLabel={t("startConfirm", { count })}
      onConfirm={async () => {
        const started = await startCampaign(campaign.id);
        notify.ok(t("started"), { description: t("startedDetail", { count: format.integer(started.estimatedContacts) }) });
        router.refresh();
      }}
    />
  );
}

function PauseOrResume({ id, paused }: { id: number; paused: boolean }) {
  const t = useTranslations("campaigns.actions");
  const move = useMutation({
    mutationFn: (to: "pause" | "resume") => moveCampaign(id, to),
    // The live state is often there before the answer: what was asked for is said, not what `paused` is by then.
    onSuccess: (_, to) => notify.ok(t(to === "resume" ? "resumed" : "paused")),
    onError: (error) => notify.danger(error.message),
  });
  return (
    <Button variant="primary" loading={move.isPending} icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />} onClick={() => move.mutate(paused ? "resume" : "pause")}>
      {t(paused ? "resume" : "pause")}
    </Button>
  );
}

function Stop({ campaign, status }: ActionsProps) {
  const t = useTranslations("campaigns.actions");
  const format = useFormat();
  const count = format.integer(status.counts.pending);
  return (
    <ConfirmDialog
      trigger={<Button variant="danger" icon={<CircleX aria-hidden />}>{t("stop")}</Button>}
      title={t("stopTitle", { name: campaign.name })}
      effect={t("stopEffect", { count })}
      confirmLabel={t("stopConfirm", { count })}
      onConfirm={async () => {
        const stopped = await moveCampaign(campaign.id, "stop");
        notify.ok(t("stopped"), { description: t("stoppedDetail", { count: format.integer(stopped.status.counts.pending) }) });
      }}
    />
  );
}

function TestSend({ id }: { id: number }) {
  const t = useTranslations("campaigns.actions");
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const test = useMutation({
    mutationFn: () => sendTest(id, to),
    onSuccess: (sent) => {
      notify.ok(t("tested", { to: sent.to }));
      setOpen(false);
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>{t("test")}</Button>}
      title={t("testTitle")}
      description={t("testNote")}
      footer={<Button variant="primary" loading={test.isPending} disabled={to.trim() === ""} onClick={() => test.mutate()}>{t("testSend")}</Button>}
    >
      <DialogSection>
        <Field label={t("testTo")}><Input type="tel" value={to} onChange={(event) => setTo(event.target.value)} placeholder="+58 412 123 4567" /></Field>
        {test.isError ? <ErrorNote>{test.error.message}</ErrorNote> : null}
      </DialogSection>
    </Dialog>
  );
}

/** Sends once more to the failed, or to those that are unknown; nothing where there are none. */
export function RetryRecipients({ id, scope, count }: { id: number; scope: "failed" | "unknown"; count: number }) {
  const t = useTranslations("campaigns.actions");
  const format = useFormat();
  if (count === 0) return null;
  const shown = { count: format.integer(count) };
  const label = t(scope === "failed" ? "retryFailed" : "retryUnknown", shown);
  return (
    <ConfirmDialog
      tone={scope === "failed" ? "plain" : "danger"}
      trigger={<Button icon={<RotateCcw aria-hidden />}>{label}</Button>}
      title={label}
      effect={t(scope === "failed" ? "retryFailedEffect" : "retryUnknownEffect", shown)}
      confirmLabel={label}
      onConfirm={async () => {
        const run = await retryRecipients(id, scope);
        notify.ok(t("retried"), { description: t("retriedDetail", { count: format.integer(run.estimatedContacts) }) });
      }}
    />
  );
}
