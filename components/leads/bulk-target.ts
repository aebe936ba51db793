"use client";

import { useLocale, useTranslations } from "next-intl";

import type { Cliente, Estado, LeadFilter } from "@/lib/leads/schemas";

import { estadoList } from "./estado-names";
import type { BulkChange } from "./queries";
import type { LeadsParams } from "./search-params";
import { useCreatedText } from "./use-created-text";

/** Which leads a bulk change is for. */
export type BulkTarget =
  | { kind: "ids"; ids: number[]; estados: string[] }
  | { kind: "filter"; filter: LeadFilter; total: number; capped: boolean; text: string };

/** The states in which the table shows the leads; null where it shows every state. */
export function shownEstados(target: BulkTarget): string[] | null {
  if (target.kind === "ids") return target.estados;
  const { estado } = target.filter;
  return estado === undefined ? null : [estado].flat();
}

/** The body of the change, as the API takes it. */
export function bulkChange(target: BulkTarget, estado: string, onlyShown: boolean): BulkChange {
  const shown = onlyShown ? shownEstados(target) : null;
  return {
    ...(target.kind === "ids" ? { lead_ids: target.ids } : { filter: target.filter }),
    estado,
    ...(shown !== null && { expected_estado: shown }),
  };
}

/** The filters in words: "Contactado o Interesado, «fibra 300», 3 empresas, creados del 1 al …". */
export function useFilterText(params: LeadsParams, estados: ReadonlyArray<Estado>, clientes: ReadonlyArray<Cliente>): string {
  const t = useTranslations("leads");
  const locale = useLocale();
  const dates = useCreatedText(params, "bulk");
  const ids = params.cliente_id;
  const cliente = ids.length === 1 ? clientes.find((each) => each.id === ids[0])?.name : undefined;
  const parts = [
    params.estado.length > 0 ? estadoList(estados, params.estado, locale) : null,
    params.search ? `“${params.search}”` : null,
    ids.length > 0 ? (cliente ?? t("filters.clientesSome", { count: ids.length })) : null,
    dates,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : t("bulk.everything");
}
