"use client";

import { useTranslations } from "next-intl";

import { ClearFilters } from "@/components/ui/clear-filters";
import { FilterChip } from "@/components/ui/filter-chip";
import { MultiSelect } from "@/components/ui/multi-select";
import { ALERT_KINDS, SEVERITIES } from "@/lib/alerts/schemas";

import { type AlertsParams, noFilter, VIEW_NAMES } from "./search-params";

export type AlertsChange = Partial<{ [Name in keyof AlertsParams]: AlertsParams[Name] | null }>;

/** Which alerts are shown: state and gravity as chips, kinds as a list. */
export function AlertFilters({ params, total, onChange }: { params: AlertsParams; total: number; onChange: (next: AlertsChange) => void }) {
  const t = useTranslations("alerts");
  const filtered = params.view !== "open" || params.kind.length > 0 || params.severity !== null;
  return (
    <div data-filters className="edge-x grid gap-2 pb-3 max-md:pt-3">
      <div role="group" aria-label={t("filters.status")} className="-m-1 flex gap-2 overflow-x-auto p-1 max-md:-mx-4 max-md:px-4">
        {VIEW_NAMES.map((view) => (
          <FilterChip key={view} single selected={params.view === view} onSelectedChange={() => onChange({ view })}>{t(`filters.${view}`)}</FilterChip>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <MultiSelect
          label={t("filters.kind")}
          values={params.kind}
          onValuesChange={(values) => onChange({ kind: ALERT_KINDS.filter((kind) => values.includes(kind)) })}
          options={ALERT_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}.title`) }))}
          className="max-md:w-full! md:w-56!"
        />
        <div role="group" aria-label={t("filters.severity")} className="flex gap-2">
          {SEVERITIES.map((severity) => (
            <FilterChip key={severity} selected={params.severity === severity} onSelectedChange={(on) => onChange({ severity: on ? severity : null })}>{t(`severity.${severity}`)}</FilterChip>
          ))}
        </div>
        <p aria-live="polite" className="ml-auto type-data text-muted">{t.rich("filters.total", { count: total, strong: (chunks) => <span className="font-medium text-strong">{chunks}</span> })}</p>
        {filtered ? <ClearFilters variant="link" onClear={() => onChange(noFilter)}>{t("filters.clear")}</ClearFilters> : null}
      </div>
    </div>
  );
}
