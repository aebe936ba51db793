"use client";

import { BellRing, CircleCheck, CircleX, TriangleAlert, UserCheck } from "lucide-react";
import { useTranslations } from "next-intl";

import { RelativeTime } from "@/components/ui/relative-time";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { Alert } from "@/lib/alerts/schemas";

import { useAlertWords } from "./use-alert-words";

/** How grave it is, as an icon with its word for who does not see it. */
export function SeverityIcon({ severity }: Pick<Alert, "severity">) {
  const t = useTranslations("alerts.severity");
  const Icon = severity === "critical" ? CircleX : TriangleAlert;
  return (
    <span title={t(severity)} className="flex">
      <Icon aria-hidden className={severity === "critical" ? "text-danger" : "text-warn"} />
      <span className="sr-only">{t(severity)}: </span>
    </span>
  );
}

/** What, why, and what to do. */
export function AlertText({ alert }: { alert: Alert }) {
  const t = useTranslations("alerts");
  const words = useAlertWords();
  return (
    <div className="flex gap-3 py-1.5">
      <span className="mt-0.5 flex"><SeverityIcon severity={alert.severity} /></span>
      <div className="min-w-0">
        <p className="type-body font-medium text-strong">{words.title(alert)}</p>
        <p className="type-meta font-normal text-muted">{words.cause(alert)}</p>
        {alert.resolved_at === null ? <p className="type-meta font-normal text-base"><span className="font-medium">{t("todo")}</span> {words.todo(alert)}</p> : null}
      </div>
    </div>
  );
}

/** What was last measured, strong, and its limit beside it. */
export function AlertMeasure({ alert }: { alert: Alert }) {
  const t = useTranslations("alerts");
  const measure = useAlertWords().measure(alert);
  if (!measure) return <span className="text-muted">–</span>;
  return (
    <>
      <p className="font-medium text-strong">{measure.value}</p>
      <p className="type-meta text-muted">{t("ofLimit", { limit: measure.limit })}</p>
    </>
  );
}

/** Whether somebody looks after it, and who; how long it held once it is resolved. */
export function AlertState({ alert: { raised_at, acknowledged_at, acknowledged_by, resolved_at } }: { alert: Alert }) {
  const t = useTranslations("alerts");
  const format = useFormat();
  return (
    <>
      {resolved_at ? <Status tone="ok" icon={<CircleCheck aria-hidden />}>{t("status.resolved")}</Status>
        : acknowledged_at ? <Status tone="running" icon={<UserCheck aria-hidden />}>{t("status.acknowledged")}</Status>
        : <Status tone="warn" icon={<BellRing aria-hidden />}>{t("status.open")}</Status>}
      {resolved_at ? <p className="mt-0.5 type-meta text-muted">{t("resolvedAfter", { duration: format.duration((Date.parse(resolved_at) - Date.parse(raised_at)) / 1000) })}</p> : null}
      {acknowledged_at ? <p className="mt-0.5 type-meta text-muted">{t.rich("acknowledgedBy", { name: acknowledged_by ?? "", time: () => <RelativeTime value={acknowledged_at} /> })}</p> : null}
    </>
  );
}
