"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";

import { api, ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/notify";
import type { Alert } from "@/lib/alerts/schemas";

import { useAlertWords } from "./use-alert-words";

/** Tells the others that somebody looks after an alert. */
export function Acknowledge({ alert, onDone }: { alert: Alert; onDone: () => void }) {
  const t = useTranslations("alerts");
  const name = useAlertWords().title(alert);
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const acknowledge = async () => {
    setBusy(true);
    try {
      await api<Alert>(`/api/alerts/${alert.id}/acknowledge`, { method: "POST", body: {} });
      // The button goes with its purpose: the focus stays in the row, on the way to what the alert is about.
      if (document.activeElement === button.current) button.current?.parentElement?.querySelector("a")?.focus();
      notify.ok(t("acknowledgedToast", { name }), { description: t("acknowledgedNote") });
    } catch (error) {
      notify.danger(error instanceof ApiError && error.message ? error.message : t("failed"));
    }
    setBusy(false);
    onDone();
  };
  return <Button ref={button} aria-label={t("acknowledgeOne", { name })} loading={busy} onClick={() => void acknowledge()}>{t("acknowledge")}</Button>;
}
