import { useTranslations } from "next-intl";

import { ChartHeading } from "@/components/ui/charts/chart-heading";
import { ChartLegend } from "@/components/ui/charts/chart-legend";
import { type HourBar, HourBars } from "@/components/ui/charts/hour-bars";
import { Section } from "@/components/ui/section";
import { Split } from "@/components/ui/split";
import { useFormat } from "@/components/ui/use-format";
import type { OverviewStats } from "@/lib/jobs/schemas";

interface TodayByHourProps {
  stats: OverviewStats;
  /** Messages sent; for those who see campaigns. */
  messages?: ReadonlyArray<HourBar>;
}

/** Today by the hour against yesterday: leads, and messages beside them. */
export function TodayByHour({ stats, messages }: TodayByHourProps) {
  const t = useTranslations("overview.today");
  const chart = useTranslations("ui.chart");
  const total = sumOf(stats.hours.map((hour) => hour.total));
  const failed = sumOf(stats.hours.map((hour) => hour.failed));
  const leads = <HoursOfDay title={t("leads")} hours={stats.hours} currentHour={stats.current_hour} note={t("failed", { count: failed, share: total > 0 ? failed / total : 0 })} />;
  return (
    <Section
      bleed
      title={t("title")}
      actions={
        <ChartLegend
          items={[
            { mark: "data", label: chart("today") },
            { mark: "current", label: chart("current") },
            { mark: "line", label: chart("yesterday") },
            { mark: "failed", label: chart("failed") },
          ]}
        />
      }
    >
      {messages ? <Split>{leads}<HoursOfDay title={t("messages")} hours={messages} currentHour={stats.current_hour} /></Split> : leads}
    </Section>
  );
}

interface HoursOfDayProps {
  title: string;
  hours: ReadonlyArray<HourBar>;
  currentHour: number;
  note?: string;
}

function HoursOfDay({ title, hours, currentHour, note = "" }: HoursOfDayProps) {
  const t = useTranslations("overview.today");
  const format = useFormat();
  const soFarYesterday = sumOf(hours.filter(({ hour }) => hour < currentHour).map((hour) => hour.yesterday));
  return (
    <div className="edge-x py-4">
      <ChartHeading title={title} figure={format.integer(sumOf(hours.map((hour) => hour.total)))} />
      <HourBars tableCaption={title} hours={hours} currentHour={currentHour} height={128} note={`${note} ${t("yesterday", { count: soFarYesterday, hour: currentHour })}`.trim()} />
    </div>
  );
}

function sumOf(values: (number | null | undefined)[]): number {
  return values.reduce<number>((all, value) => all + (value ?? 0), 0);
}
