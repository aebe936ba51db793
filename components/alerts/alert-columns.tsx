"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Alert } from "@/lib/alerts/schemas";

import { Acknowledge } from "./acknowledge";
import { AlertMeasure, AlertState, AlertText } from "./alert-parts";
import { useAlertWords } from "./use-alert-words";

/** The columns of the alerts' list. `onChanged` must be stable. */
export function useAlertColumns(mayWrite: boolean, onChanged: () => void): DataColumn<Alert>[] {
  const t = useTranslations("alerts.columns");
  return useMemo(
    () => [
      { id: "alert", header: t("alert"), cell: (alert) => <AlertText alert={alert} /> },
      { id: "measure", header: t("measure"), numeric: true, width: "128px", cell: (alert) => <AlertMeasure alert={alert} /> },
      { id: "since", header: t("since"), numeric: true, width: "120px", cell: (alert) => <RelativeTime value={alert.raised_at} /> },
      { id: "state", header: t("state"), width: "176px", cell: (alert) => <AlertState alert={alert} /> },
      { id: "actions", header: t("actions"), headerHidden: true, numeric: true, width: "180px", wideOnPhone: true, cell: (alert) => <AlertActions alert={alert} mayWrite={mayWrite} onChanged={onChanged} /> },
    ],
    [t, mayWrite, onChanged],
  );
}

function AlertActions({ alert, mayWrite, onChanged }: { alert: Alert; mayWrite: boolean; onChanged: () => void }) {
  const t = useTranslations("alerts");
  const words = useAlertWords();
  const name = words.title(alert);
  return (
    <div className="flex justify-end gap-2 max-md:*:flex-1">
      <Button asChild variant="ghost"><Link href={words.href(alert)} aria-label={t("goOne", { name })}>{t("go")}</Link></Button>
      {mayWrite && alert.resolved_at === null && alert.acknowledged_at === null ? <Acknowledge alert={alert} onDone={onChanged} /> : null}
    </div>
  );
}
