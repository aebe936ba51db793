"use client";

import { ListFilter } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { RemovableChip } from "@/components/ui/filter-chip";
import { Sheet } from "@/components/ui/sheet";
import { useFormat } from "@/components/ui/use-format";

import { estadoName } from "./estado-names";
import { ClienteFilter, CreatedFilter, EstadoChips, type FilterProps } from "./filter-controls";
import { filterCount, noFilter } from "./search-params";
import { useCreatedText } from "./use-created-text";

/** The filters of a phone: a sheet behind a button, and a chip for each one in force. */
export function PhoneFilters(props: FilterProps) {
  const t = useTranslations("leads.filters");
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const count = filterCount({ ...props.params, search: "" });
  return (
    <>
      <Sheet
        title={t("open")}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button icon={<ListFilter aria-hidden />} className="md:hidden">
            {t("open")}
            {count > 0 ? <span className="font-normal text-muted">{format.integer(count)}</span> : null}
          </Button>
        }
        footer={
          <>
            <Button variant="ghost" onClick={() => props.onChange({ ...noFilter, search: props.params.search || null })}>{t("clear")}</Button>
            <Button variant="primary" onClick={() => setOpen(false)}>{t("show")}</Button>
          </>
        }
      >
        <div className="grid gap-4 p-4">
          <EstadoChips {...props} />
          <ClienteFilter {...props} className="w-full" />
          <CreatedFilter {...props} className="w-full!" />
        </div>
      </Sheet>
      <FiltersInForce {...props} />
    </>
  );
}

function FiltersInForce({ params, onChange, estados, clientes }: FilterProps) {
  const t = useTranslations("leads.filters");
  const dates = useCreatedText(params, "filters");
  const chips = [
    ...params.estado.map((code) => ({ key: code, text: estadoName(estados, code), remove: () => onChange({ estado: listOrNull(params.estado.filter((each) => each !== code)) }) })),
    ...(params.cliente_id.length > 1
      ? [{ key: "clientes", text: t("clientesSome", { count: params.cliente_id.length }), remove: () => onChange({ cliente_id: null }) }]
      : params.cliente_id.map((id) => ({ key: "clientes", text: clientes.find((each) => each.id === id)?.name ?? String(id), remove: () => onChange({ cliente_id: null }) }))),
    ...(dates ? [{ key: "created", text: dates, remove: () => onChange({ created_after: null, created_before: null }) }] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <div className="flex w-full flex-wrap gap-1.5 md:hidden">
      {chips.map(({ key, text, remove }) => <RemovableChip key={key} onRemove={remove}>{text}</RemovableChip>)}
    </div>
  );
}

function listOrNull<T>(list: T[]): T[] | null {
  return list.length > 0 ? list : null;
}
