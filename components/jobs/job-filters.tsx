"use client";

import { ListFilter } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { ClearFilters } from "@/components/ui/clear-filters";
import { Combobox } from "@/components/ui/combobox";
import { DateRange } from "@/components/ui/date-range";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { FilterChip } from "@/components/ui/filter-chip";
import { MultiSelect } from "@/components/ui/multi-select";
import { useFormat } from "@/components/ui/use-format";
import type { JobOwner, JobStatus } from "@/lib/jobs/schemas";

import { filterCount, type JobsParams, KINDS, noFilter } from "./search-params";

/** The chips: what a reader looks for, rather than the states one by one. */
const CHIPS: ReadonlyArray<{ key: "running" | "completed" | "failed" | "cancelled"; statuses: JobStatus[] }> = [
  { key: "running", statuses: ["queued", "processing", "cancelling"] },
  { key: "completed", statuses: ["completed"] },
  { key: "failed", statuses: ["failed"] },
  { key: "cancelled", statuses: ["cancelled"] },
];

interface JobFiltersProps {
  params: JobsParams;
  owners: JobOwner[];
  total: number;
  onChange: (next: Partial<{ [Name in keyof JobsParams]: JobsParams[Name] | null }>) => void;
}

/** Status as chips, the rest as menus; on a phone the menus stand in a sheet. */
export function JobFilters(props: JobFiltersProps) {
  const { params, total, onChange } = props;
  const t = useTranslations("jobs.filters");
  const count = filterCount(params);
  const said = t.rich("total", { count: total, strong: (chunks) => <span className="font-medium text-strong">{chunks}</span> });
  return (
    <div data-filters className="edge-x grid gap-2 pb-3 max-md:pt-3">
      <StatusChips {...props} />
      <div className="flex flex-wrap items-center gap-2">
        <div className="contents max-md:hidden"><Menus {...props} /></div>
        <PhoneSheet count={count} total={total}><Menus {...props} /></PhoneSheet>
        <p aria-live="polite" className="ml-auto type-data text-muted">{said}</p>
        {count > 0 ? <ClearFilters variant="link" onClear={() => onChange(noFilter)}>{t("clear")}</ClearFilters> : null}
      </div>
    </div>
  );
}

function StatusChips({ params, onChange }: JobFiltersProps) {
  const t = useTranslations("jobs.filters");
  const chosen = (statuses: JobStatus[]) => statuses.every((status) => params.status.includes(status));
  const toggle = (statuses: JobStatus[], on: boolean) => {
    const rest = params.status.filter((status) => !statuses.includes(status));
    const next = on ? [...rest, ...statuses] : rest;
    onChange({ status: next.length > 0 ? next : null });
  };
  return (
    <div role="group" aria-label={t("status")} className="flex gap-2 overflow-x-auto p-0.5 -m-0.5 max-md:-mx-4 max-md:px-4">
      <FilterChip single selected={params.status.length === 0} onSelectedChange={() => onChange({ status: null })}>{t("all")}</FilterChip>
      {CHIPS.map(({ key, statuses }) => (
        <FilterChip key={key} selected={chosen(statuses)} onSelectedChange={(on) => toggle(statuses, on)}>{t(key)}</FilterChip>
      ))}
    </div>
  );
}

function Menus({ params, owners, onChange }: JobFiltersProps) {
  const t = useTranslations("jobs.filters");
  const kinds = useTranslations("jobs.kind");
  return (
    <>
      <MultiSelect
        label={t("kind")}
        values={params.kind}
        onValuesChange={(values) => onChange({ kind: KINDS.filter((kind) => values.includes(kind)) })}
        options={KINDS.map((kind) => ({ value: kind, label: kinds(kind) }))}
        className="min-w-28 md:w-auto!"
      />
      {owners.length > 0 ? (
        <Combobox
          label={t("owner")}
          placeholder={t("owner")}
          value={params.owner ?? undefined}
          onValueChange={(owner) => onChange({ owner: owner === params.owner ? null : owner })}
          options={owners.map(({ owner, name }) => ({ value: owner, label: name }))}
          className="min-w-40 md:w-auto!"
        />
      ) : null}
      <DateRange
        label={t("created")}
        value={{ from: params.created_after ?? undefined, to: params.created_before ?? undefined }}
        onValueChange={({ from, to }) => onChange({ created_after: from ?? null, created_before: to ?? null })}
        className="max-md:w-full! md:w-auto!"
      />
    </>
  );
}

function PhoneSheet({ count, total, children }: { count: number; total: number; children: ReactNode }) {
  const t = useTranslations("jobs.filters");
  const format = useFormat();
  return (
    <div className="md:hidden">
      <Dialog
        title={t("open")}
        trigger={<Button icon={<ListFilter aria-hidden />}>{t("open")}{count > 0 ? <span className="font-normal text-muted">{format.integer(count)}</span> : null}</Button>}
        footer={<DialogClose><Button variant="primary">{t("show", { count: total })}</Button></DialogClose>}
      >
        <DialogSection className="grid gap-3">{children}</DialogSection>
      </Dialog>
    </div>
  );
}
