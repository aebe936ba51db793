"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";

import { AttentionRow } from "@/components/ui/attention-row";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { OpenAlerts } from "@/lib/alerts/schemas";

import { Acknowledge } from "./acknowledge";
import { AlertState, SeverityIcon } from "./alert-parts";
import { useAlertWords } from "./use-alert-words";
import { useOpenAlerts } from "./use-open-alerts";

const SHOWN = 5;

/** The alerts that hold, on the overview; nothing while there are none. */
export function OpenAlertsList({ initial, mayWrite }: { initial: OpenAlerts; mayWrite: boolean }) {
  const t = useTranslations("alerts");
  const words = useAlertWords();
  const format = useFormat();
  const { items, counts } = useOpenAlerts(initial);
  if (counts.total === 0) return null;
  return (
    <Section bleed title={t("overview.title")} count={format.integer(counts.total)} actions={<Button asChild variant="link"><Link href="/alerts">{t("overview.all")}</Link></Button>}>
      <ul>
        {items.slice(0, SHOWN).map((alert) => {
          const measure = words.measure(alert);
          return (
            <AttentionRow
              key={alert.id}
              icon={<SeverityIcon severity={alert.severity} />}
              title={words.title(alert)}
              detail={
                <>
                  <p>{measure ? `${measure.value}, ${t("ofLimit", { limit: measure.limit })}. ` : ""}{words.cause(alert)}</p>
                  <p className="text-base"><span className="font-medium">{t("todo")}</span> {words.todo(alert)}</p>
                  {alert.acknowledged_at ? <div className="mt-1"><AlertState alert={alert} /></div> : null}
                </>
              }
              since={alert.raised_at}
              actions={
                <>
                  <Button asChild variant="ghost"><Link href={words.href(alert)} aria-label={t("goOne", { name: words.title(alert) })}>{t("go")}</Link></Button>
                  {mayWrite && alert.acknowledged_at === null ? <Acknowledge alert={alert} onDone={() => undefined} /> : null}
                </>
              }
            />
          );
        })}
      </ul>
    </Section>
  );
}
