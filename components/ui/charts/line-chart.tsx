"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceDot, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

import type { Format } from "@/lib/i18n/format";

import { useFormat } from "../use-format";
import { ChartTable } from "./chart-table";
import { niceTicks } from "./scale";

/** One reading; `value` null is a gap. */
export interface LinePoint {
  /** Milliseconds since the epoch. */
  at: number;
  value: number | null;
  /** The same hour yesterday, or another yardstick: a thin grey line. */
  compare?: number | null;
}

export interface LineChartProps {
  tableCaption: string;
  points: ReadonlyArray<LinePoint>;
  /** What `value` is called in the table and the tip. */
  valueLabel: string;
  compareLabel?: string;
  /** Hours on the x axis; `hourMinute` from a span of ten minutes on. */
  timeLook?: "time" | "hourMinute" | "dateTime" | "date";
  /** A dashed line: "Límite 10/s". */
  limit?: { value: number; label: string };
  /** Upright lines: "10:32 a1b2c3", when another version began. They are in the table too. */
  marks?: ReadonlyArray<{ at: number; label: string }>;
  formatValue?: (value: number, format: Format) => string;
  note?: ReactNode;
  height?: number;
}

const axisText = { fill: "var(--color-base)", fontSize: 11 } as const;

/** A rate or a latency over time: line on a soft area, y from zero, the latest reading marked. */
export function LineChart({ tableCaption, points, valueLabel, compareLabel, timeLook, limit, marks = [], formatValue, note, height = 160 }: LineChartProps) {
  const t = useTranslations("ui.chart");
  const format = useFormat();
  const say = (value: number | null | undefined) => (value === null || value === undefined ? "–" : formatValue ? formatValue(value, format) : format.number(value));
  const first = points[0]?.at ?? 0;
  const last = points.at(-1);
  const span = (last?.at ?? 0) - first;
  const time = format[timeLook ?? (span > 600_000 ? "hourMinute" : "time")];
  const yTicks = useMemo(() => niceTicks(Math.max(0, limit?.value ?? 0, ...points.flatMap((point) => [point.value ?? 0, point.compare ?? 0]))), [points, limit?.value]);
  const thirds = span > 0 ? [0, 1, 2, 3].map((step) => first + (span * step) / 3) : [first];
  // A span of a second or two would say the same hour more than once.
  const xTicks = thirds.filter((tick, index) => index === 0 || time(tick) !== time(thirds[index - 1] ?? tick));
  const hasCompare = points.some((point) => typeof point.compare === "number");
  return (
    <div>
      {points.length === 0 ? (
        <p style={{ height }} className="flex items-center justify-center type-meta text-muted">{t("empty")}</p>
      ) : (
        <div aria-hidden style={{ height }}>
          <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height }}>
            <ComposedChart data={points as LinePoint[]} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
              <CartesianGrid vertical={false} stroke="var(--color-line-hair)" />
              <YAxis width="auto" domain={[0, yTicks.at(-1) ?? 1]} ticks={yTicks} tickFormatter={(tick: number) => format.compact(tick)} axisLine={false} tickLine={false} tick={axisText} />
              <XAxis dataKey="at" type="number" domain={["dataMin", "dataMax"]} ticks={xTicks} interval={0} height={24} tickMargin={6} tick={<TimeTick first={first} last={last?.at ?? 0} say={time} />} tickLine={false} axisLine={{ stroke: "var(--color-line-strong)" }} />
              <Tooltip isAnimationActive={false} cursor={{ stroke: "var(--color-line-strong)" }} content={({ active, payload }) => {
                const point = payload?.[0]?.payload as LinePoint | undefined;
                return active && point ? <Tip point={point} time={time} say={say} valueLabel={valueLabel} compareLabel={compareLabel} /> : null;
              }} />
              {hasCompare ? <Line dataKey="compare" stroke="var(--color-line-control)" strokeWidth={1} dot={false} activeDot={false} isAnimationActive={false} /> : null}
              <Area dataKey="value" type="linear" stroke="var(--color-data)" strokeWidth={1.5} fill="var(--color-data)" fillOpacity={0.1} dot={false} activeDot={{ r: 3, fill: "var(--color-data)", stroke: "var(--color-canvas)" }} isAnimationActive={false} />
              {last && last.value !== null ? <ReferenceDot x={last.at} y={last.value} r={3} fill="var(--color-data)" stroke="var(--color-canvas)" /> : null}
              {limit ? <ReferenceLine y={limit.value} stroke="var(--color-warn)" strokeDasharray="4 3" label={{ value: limit.label, position: "insideBottomRight", fill: "var(--color-warn)", fontSize: 11, offset: 4 }} /> : null}
              {marks.filter(({ at }) => at >= first && at <= (last?.at ?? 0)).map(({ at, label }) => (
                <ReferenceLine key={`${at} ${label}`} x={at} stroke="var(--color-line-control)" strokeDasharray="2 2" label={{ value: label, position: "insideTopLeft", fill: "var(--color-base)", fontSize: 11, offset: 4 }} />
              ))}
            </ComposedChart>
          </ResponsiveContainer>
        </div>
      )}
      <ChartTable
        caption={tableCaption}
        head={hasCompare ? [t("time"), valueLabel, compareLabel ?? t("yesterday")] : [t("time"), valueLabel]}
        rows={points.map((point, index) => {
          const began = marks.filter(({ at }) => at <= point.at && (index === 0 || at > points[index - 1]!.at)).map(({ label }) => label);
          const when = [time(point.at), ...began].join(" · ");
          return hasCompare ? [when, say(point.value), say(point.compare)] : [when, say(point.value)];
        })}
        note={note}
      />
    </div>
  );
}

interface TimeTickProps {
  first: number;
  last: number;
  say: (at: number) => string;
  x?: number | string;
  y?: number | string;
  payload?: { value: number };
}

/** The outer hours stay inside the plot's edges. */
function TimeTick({ first, last, say, x, y, payload }: TimeTickProps) {
  if (!payload) return null;
  const anchor = payload.value === first ? "start" : payload.value >= last ? "end" : "middle";
  return (
    <text x={x} y={y} dy={8} textAnchor={anchor} {...axisText}>
      {say(payload.value)}
    </text>
  );
}

interface TipProps {
  point: LinePoint;
  time: (at: number) => string;
  say: (value: number | null | undefined) => string;
  valueLabel: string;
  compareLabel?: string;
}

function Tip({ point, time, say, valueLabel, compareLabel }: TipProps) {
  return (
    <div className="rounded-sm border border-line-strong bg-raised px-2 py-1 type-meta text-base">
      <p className="font-medium text-strong">{time(point.at)}</p>
      <p>{valueLabel} <b className="font-medium text-strong">{say(point.value)}</b></p>
      {typeof point.compare === "number" ? <p>{compareLabel} <b className="font-medium text-strong">{say(point.compare)}</b></p> : null}
    </div>
  );
}
