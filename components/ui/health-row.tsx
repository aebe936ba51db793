import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Stat, StatRow } from "./stat-row";
import { Status, type StatusTone } from "./status";

export interface HealthItem {
  key: string;
  /** "Pasarela WhatsApp" */
  label: string;
  /** How the folded line of a phone calls it: "pasarela". */
  shortLabel: string;
  tone: Extract<StatusTone, "ok" | "warn" | "danger" | "neutral">;
  icon?: ReactNode;
  /** "En línea", "11 de 12 activos" */
  value: ReactNode;
  note?: ReactNode;
}

/** The systems side by side; on a phone the healthy ones fold into one line. */
export function HealthRow({ items }: { items: ReadonlyArray<HealthItem> }) {
  const t = useTranslations("ui.health");
  const fine = items.filter((item) => item.tone === "ok");
  const names = new Intl.ListFormat(useLocale(), { type: "unit" }).format(fine.map((item) => item.shortLabel));
  return (
    <>
      <StatRow className="max-md:hidden">{items.map((item) => <HealthStat key={item.key} item={item} />)}</StatRow>
      <StatRow className="md:hidden">
        {items.filter((item) => item.tone !== "ok").map((item) => <HealthStat key={item.key} item={item} />)}
        {fine.length > 0 ? (
          <Stat label={<span className="inline-block first-letter:uppercase">{names}</span>} value={<Status look="text" tone="ok" className="type-data">{t("fine")}</Status>} />
        ) : null}
      </StatRow>
    </>
  );
}

function HealthStat({ item }: { item: HealthItem }) {
  return <Stat label={item.label} value={<Status look="text" tone={item.tone} icon={item.icon}>{item.value}</Status>} note={item.note} />;
}
