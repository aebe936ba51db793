"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Pause, Pencil, Play, Send, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { ApiError } from "@/components/api";
import { Button, type ButtonProps } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import type { WebhookEndpoint } from "@/lib/webhooks/schemas";

import { changeWebhook, deleteWebhook, rotateWebhook, testWebhook } from "./requests";
import { WebhookDialog } from "./webhook-dialog";

export interface WebhookActionsProps {
  webhook: WebhookEndpoint;
  /** How many deliveries its log holds. */
  deliveries: number;
  tenant: boolean;
  onChanged: () => void;
  onSecret: (secret: string) => void;
}

/** What can be done with an address. */
export function WebhookActions({ webhook, deliveries, tenant, onChanged, onSecret }: WebhookActionsProps) {
  const t = useTranslations("settings.webhooks");
  const router = useRouter();
  const client = useQueryClient();
  const { id, url, events, status } = webhook;
  const active = status === "active";
  const [pausing, setPausing] = useState(false);
  return (
    <div className="flex flex-wrap gap-2 max-md:grid max-md:w-full max-md:grid-cols-2">
      <ConfirmDialog
        trigger={<Button variant="danger-ghost" icon={<Trash2 aria-hidden />}>{t("remove")}</Button>}
        title={t("removeTitle")}
        effect={t("removeEffect", { count: deliveries })}
        confirmLabel={t("removeConfirm")}
        onConfirm={async () => {
          await deleteWebhook(id);
          client.setQueryData<WebhookEndpoint[]>(["webhooks"], (known) => known?.filter((one) => one.id !== id));
          notify.ok(t("removed"));
          router.push("/settings/webhooks");
          router.refresh();
        }}
      />
      <ConfirmDialog
        trigger={<Button variant="ghost" icon={<KeyRound aria-hidden />}>{t("rotate")}</Button>}
        title={t("rotateTitle")}
        effect={t("rotateEffect")}
        confirmLabel={t("rotateConfirm")}
        tone="plain"
        onConfirm={async () => {
          onSecret((await rotateWebhook(id)).secret);
          onChanged();
        }}
      />
      <WebhookDialog
        trigger={<Button variant="ghost" icon={<Pencil aria-hidden />}>{t("edit")}</Button>}
        title={t("editTitle")}
        action={t("saveAction")}
        initial={{ url, events }}
        groups={tenant ? ["job"] : undefined}
        send={(draft) => changeWebhook(id, draft)}
        onSent={() => {
          notify.ok(t("saved"));
          onChanged();
        }}
      />
      <Working
        icon={active ? <Pause aria-hidden /> : <Play aria-hidden />}
        variant={active ? "ghost" : "secondary"}
        label={t(active ? "pause" : "activate")}
        run={async () => {
          if (active) return setPausing(true);
          await changeWebhook(id, { status: "active" });
          notify.ok(t("activated"), { description: t("activatedNote") });
          onChanged();
        }}
      />
      <ConfirmDialog
        open={pausing}
        onOpenChange={setPausing}
        title={t("pauseTitle")}
        effect={t("pauseEffect")}
        confirmLabel={t("pauseConfirm")}
        tone="plain"
        onConfirm={async () => {
          await changeWebhook(id, { status: "paused" });
          notify.ok(t("paused"));
          onChanged();
        }}
      />
      <Working
        icon={<Send aria-hidden />}
        label={t("test")}
        disabled={!active}
        run={async () => {
          await testWebhook(id);
          notify.ok(t("testSent"), { description: t("testNote") });
          onChanged();
        }}
      />
    </div>
  );
}

interface WorkingProps extends Pick<ButtonProps, "icon" | "variant" | "disabled" | "unavailable"> {
  label: string;
  /** Its accessible name, where the label alone does not say of what. */
  name?: string;
  run: () => Promise<void>;
}

/** A button that waits for what it does, and says what went wrong. */
export function Working({ label, name, run, ...looks }: WorkingProps) {
  const t = useTranslations("settings.webhooks");
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      await run();
    } catch (error) {
      notify.danger(error instanceof ApiError && error.message ? error.message : t("failed"));
    }
    setBusy(false);
  };
  return <Button {...looks} aria-label={name} loading={busy} onClick={() => void start()}>{label}</Button>;
}
