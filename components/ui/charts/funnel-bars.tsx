import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cn } from "../cn";
import { useFormat } from "../use-format";

export interface FunnelStage {
  key: string;
  label: string;
  /** An element in its status colour. */
  icon?: ReactNode;
  value: number;
  /** Muted, at the right: "93,5 % de enviados". */
  context?: string;
  tone?: "data" | "neutral" | "warn" | "danger";
}

const fills = { data: "bg-data", neutral: "bg-line-control", warn: "bg-warn", danger: "bg-danger" } as const;

export interface FunnelBarsProps {
  tableCaption: string;
  stages: ReadonlyArray<FunnelStage>;
  /** The value of a full bar; by default the greatest. */
  max?: number;
}

/** Stages with their bars, counts and shares: a table that is its own chart. */
export function FunnelBars({ tableCaption, stages, max }: FunnelBarsProps) {
  const t = useTranslations("ui.chart");
  const format = useFormat();
  const full = max ?? Math.max(1, ...stages.map((stage) => stage.value));
  return (
    <table className="w-full border-collapse type-data">
      <caption className="sr-only">{tableCaption}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("stage")}</th>
          <th scope="col">{t("count")}</th>
          <th scope="col">{t("share")}</th>
        </tr>
      </thead>
      <tbody>
        {stages.map((stage) => (
          <tr key={stage.key} className="h-row border-line-hair not-first:border-t">
            <th scope="row" className="relative w-36 pr-3 text-left font-medium whitespace-nowrap text-strong">
              <span className="flex items-center gap-2">{stage.icon}{stage.label}</span>
              {stage.context ? <span className="block pb-1 type-meta font-normal text-muted md:hidden">{stage.context}</span> : null}
            </th>
            <td className="pl-3 text-right type-body font-medium whitespace-nowrap text-strong">
              <span className="flex items-center gap-4">
                <span aria-hidden className="flex h-4 flex-1 overflow-hidden rounded-xs bg-hover">
                  <span className={cn("h-full rounded-xs", fills[stage.tone ?? "data"], stage.value > 0 && "min-w-0.5")} style={{ width: `${Math.min(100, (stage.value / full) * 100)}%` }} />
                </span>
                <span className="w-16">{format.integer(stage.value)}</span>
              </span>
            </td>
            <td className="w-36 pl-4 type-meta text-muted max-md:hidden">{stage.context}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
