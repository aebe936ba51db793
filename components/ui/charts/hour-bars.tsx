"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { useFormat } from "../use-format";
import { ChartTable } from "./chart-table";
import { HourBarsPlot } from "./hour-bars-plot";
import { PlotFrame } from "./plot-frame";
import { niceTicks } from "./scale";

/** One hour of the day, 0 to 23. */
export interface HourBar {
  hour: number;
  /** All of the hour, the failed among them; null for an hour still to come. */
  total: number | null;
  /** Left out where nobody counts them. */
  failed?: number;
  yesterday?: number | null;
}

export interface HourBarsProps {
  /** What the chart counts, as the name of its table. */
  tableCaption: string;
  hours: ReadonlyArray<HourBar>;
  /** The hour in course, drawn softer. */
  currentHour?: number;
  /** A dashed line: "Límite 10.000/h". */
  limit?: { value: number; label: string };
  /** Below: "1.204 fallidos, 1,4 %". */
  note?: ReactNode;
  height?: number;
}

/** A day by the hour: today's bars with the failed at their foot, yesterday as a thin step line. */
export function HourBars({ tableCaption, hours, currentHour, limit, note, height = 104 }: HourBarsProps) {
  const t = useTranslations("ui.chart");
  const format = useFormat();
  const [seen, setSeen] = useState<number>();
  const max = Math.max(0, limit?.value ?? 0, ...hours.flatMap((hour) => [hour.total ?? 0, hour.yesterday ?? 0]));
  const ticks = niceTicks(max);
  const top = ticks.at(-1) ?? 1;
  const hourLabel = (hour: number) => t("hour", { hour: String(hour).padStart(2, "0") });
  const number = (value: number | null | undefined) => (value === null || value === undefined ? "–" : format.integer(value));
  const countsFailed = hours.some((hour) => hour.failed !== undefined);
  const shown = hours.find((hour) => hour.hour === seen);
  return (
    <div>
      <div className="relative" onPointerLeave={() => setSeen(undefined)}>
        <PlotFrame
          height={height}
          yTicks={ticks.map((tick) => ({ at: tick / top, label: format.compact(tick) }))}
          xTicks={[0, 6, 12, 18, 24].map((hour) => ({ at: hour / 24, label: hourLabel(hour) }))}
          limit={limit ? { at: limit.value / top, label: limit.label } : undefined}
        >
          <HourBarsPlot hours={hours} top={top} currentHour={currentHour} onSee={setSeen} />
        </PlotFrame>
        {shown ? (
          <div aria-hidden className="pointer-events-none absolute top-0 right-0 z-10 rounded-sm border border-line-strong bg-raised px-2 py-1 type-meta text-base">
            <p className="font-medium text-strong">{hourLabel(shown.hour)}</p>
            <p>{t("today")} <b className="font-medium text-strong">{number(shown.total)}</b></p>
            {countsFailed ? <p>{t("failed")} <b className="font-medium text-strong">{number(shown.total === null ? null : (shown.failed ?? 0))}</b></p> : null}
            <p>{t("yesterday")} <b className="font-medium text-strong">{number(shown.yesterday)}</b></p>
          </div>
        ) : null}
      </div>
      <ChartTable
        caption={tableCaption}
        head={[t("time"), t("today"), ...(countsFailed ? [t("failed")] : []), t("yesterday")]}
        rows={hours.map((hour) => [hourLabel(hour.hour), number(hour.total), ...(countsFailed ? [number(hour.failed ?? 0)] : []), number(hour.yesterday)])}
        note={note}
      />
    </div>
  );
}
