import { useTranslations } from "next-intl";

import { ChartHeading } from "@/components/ui/charts/chart-heading";
import { ChartLegend } from "@/components/ui/charts/chart-legend";
import { HourBars } from "@/components/ui/charts/hour-bars";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { OverviewStats } from "@/lib/jobs/schemas";

/** Today's leads by the hour against yesterday's. */
export function TodayByHour({ stats }: { stats: OverviewStats }) {
  const t = useTranslations("overview.today");
  const chart = useTranslations("ui.chart");
  const format = useFormat();
  const sum = (values: (number | null)[]) => values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const total = sum(stats.hours.map((hour) => hour.total));
  const failed = sum(stats.hours.map((hour) => hour.failed));
  const soFarYesterday = sum(stats.hours.filter(({ hour }) => hour < stats.current_hour).map((hour) => hour.yesterday));
  return (
    <Section
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
      <ChartHeading title={t("leads")} figure={format.integer(total)} />
      <HourBars
        tableCaption={t("leads")}
        hours={stats.hours}
        currentHour={stats.current_hour}
        height={128}
        note={`${t("failed", { count: failed, share: total > 0 ? failed / total : 0 })} ${t("yesterday", { count: soFarYesterday, hour: stats.current_hour })}`}
      />
    </Section>
  );
}
