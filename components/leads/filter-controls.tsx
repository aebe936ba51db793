"use client";

import { Building2 } from "lucide-react";
import { useTranslations } from "next-intl";

import { DateRange } from "@/components/ui/date-range";
import { FilterChip } from "@/components/ui/filter-chip";
import { MultiSelect } from "@/components/ui/multi-select";
import { useFormat } from "@/components/ui/use-format";
import type { Cliente, EstadoWithCount } from "@/lib/leads/schemas";

import type { LeadsParams } from "./search-params";

export type ChangeParams = (next: Partial<{ [Key in keyof LeadsParams]: LeadsParams[Key] | null }>, how?: "replace" | "push") => void;

export interface FilterProps {
  params: LeadsParams;
  onChange: ChangeParams;
  estados: ReadonlyArray<EstadoWithCount>;
  /** Empty for those who see one company only. */
  clientes: ReadonlyArray<Cliente>;
}

/** "Todos", then each state with its count; those switched off only while leads are in them. */
export function EstadoChips({ params, onChange, estados }: FilterProps) {
  const t = useTranslations("leads.filters");
  const format = useFormat();
  const all = estados.reduce((sum, estado) => sum + estado.leads, 0);
  const shown = estados.filter((estado) => estado.active || estado.leads > 0 || params.estado.includes(estado.code));
  const toggle = (code: string, on: boolean) => {
    const next = on ? [...params.estado, code] : params.estado.filter((each) => each !== code);
    onChange({ estado: next.length > 0 ? next : null });
  };
  return (
    <div role="group" aria-label={t("estados")} className="flex flex-wrap gap-1.5">
      <FilterChip single selected={params.estado.length === 0} onSelectedChange={() => onChange({ estado: null })} count={format.integer(all)}>{t("all")}</FilterChip>
      {shown.map((estado) => (
        <FilterChip key={estado.code} selected={params.estado.includes(estado.code)} onSelectedChange={(on) => toggle(estado.code, on)} count={format.integer(estado.leads)}>
          {estado.name}
        </FilterChip>
      ))}
    </div>
  );
}

/** Several companies, for staff. */
export function ClienteFilter({ params, onChange, clientes, className = "w-auto! max-w-56" }: FilterProps & { className?: string }) {
  const t = useTranslations("leads.filters");
  const format = useFormat();
  if (clientes.length === 0) return null;
  const chosen = params.cliente_id;
  return (
    <MultiSelect
      label={t("clientes")}
      icon={<Building2 aria-hidden className="text-muted" />}
      values={chosen.map(String)}
      onValuesChange={(ids) => onChange({ cliente_id: ids.length > 0 ? ids.map(Number) : null })}
      options={clientes.map((cliente) => ({ value: String(cliente.id), label: cliente.name, meta: format.integer(cliente.leads) }))}
      summary={chosen.length > 1 ? t("clientesSome", { count: chosen.length }) : undefined}
      className={className}
    />
  );
}

/** The days in which the leads were created. */
export function CreatedFilter({ params, onChange, className }: FilterProps & { className?: string }) {
  const t = useTranslations("leads.filters");
  return (
    <DateRange
      label={t("created")}
      value={{ from: params.created_after ?? undefined, to: params.created_before ?? undefined }}
      onValueChange={({ from, to }) => onChange({ created_after: from ?? null, created_before: to ?? null })}
      className={className}
    />
  );
}
