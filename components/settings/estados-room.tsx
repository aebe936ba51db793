"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { api } from "@/components/api";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { IconButton } from "@/components/ui/icon-button";
import { Mono } from "@/components/ui/mono";
import { notify } from "@/components/ui/notify";
import { Section } from "@/components/ui/section";
import { Switch } from "@/components/ui/switch";
import { useFormat } from "@/components/ui/use-format";
import type { Estado, EstadoWithCount } from "@/lib/leads/schemas";

import { EstadoDialog } from "./estado-dialog";
import { moved } from "./moved";

const estadosKey = ["settings", "estados"] as const;

/** The states that a lead can be in: their names, colours and order, and which can be chosen. */
export function EstadosRoom({ initial }: { initial: EstadoWithCount[] }) {
  const t = useTranslations("settings.estados");
  const { data: estados } = useQuery({
    queryKey: estadosKey,
    queryFn: async ({ signal }) => (await api<{ items: EstadoWithCount[] }>("/api/crm/estados", { signal })).items,
    initialData: initial,
  });
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: estadosKey });
  const columns = useEstadoColumns(estados, () => void refresh());
  return (
    <Section
      first
      bleed
      title={t("title")}
      count={t("count", { active: estados.filter((each) => each.active).length, total: estados.length })}
      actions={<div className="max-md:mb-2"><EstadoDialog onSaved={() => void refresh()} /></div>}
    >
      <DataTable caption={t("title")} columns={columns} rows={estados} rowId={(estado) => estado.code} rowName={(estado) => estado.name} />
    </Section>
  );
}

function useEstadoColumns(estados: ReadonlyArray<EstadoWithCount>, onSaved: () => void): ReadonlyArray<DataColumn<EstadoWithCount>> {
  const t = useTranslations("settings.estados");
  const format = useFormat();
  return useMemo<DataColumn<EstadoWithCount>[]>(
    () => [
      {
        id: "estado",
        header: t("estado"),
        cell: (estado) => (
          <span className="flex items-center gap-2 type-body font-medium text-strong">
            <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ backgroundColor: estado.color }} />
            {estado.name}
          </span>
        ),
      },
      { id: "code", header: t("code"), cell: (estado) => <Mono>{estado.code}</Mono> },
      { id: "leads", header: t("leads"), numeric: true, cell: (estado) => format.integer(estado.leads) },
      { id: "active", header: t("active"), cell: (estado) => <ActiveSwitch estado={estado} onSaved={onSaved} /> },
      { id: "order", header: t("order"), cell: (estado) => <OrderButtons estado={estado} estados={estados} onSaved={onSaved} /> },
      { id: "actions", header: t("actions"), headerHidden: true, numeric: true, wideOnPhone: true, cell: (estado) => <EstadoDialog estado={estado} onSaved={onSaved} /> },
    ],
    [t, format, estados, onSaved],
  );
}

/** Whether a lead can be put in it. A state with leads cannot be switched off: the API would refuse. */
function ActiveSwitch({ estado, onSaved }: { estado: EstadoWithCount; onSaved: () => void }) {
  const t = useTranslations("settings.estados");
  const offline = useTranslations("settings")("offline");
  const { name, code, leads, active } = estado;
  const save = useMutation({
    mutationFn: (next: boolean) => api<Estado>(`/api/crm/estados/${code}`, { method: "PATCH", body: { active: next } }),
    onSuccess: (saved) => notify.ok(saved.active ? t("on", { name }) : t("off", { name })),
    onError: (error) => notify.danger(error.message || offline),
    onSettled: onSaved,
  });
  const held = active && leads > 0;
  const label = held ? `${t("switch", { name })}. ${t("inUse", { count: leads })}` : t("switch", { name });
  return (
    <span title={held ? t("inUse", { count: leads }) : undefined} className="inline-flex align-middle">
      <Switch aria-label={label} checked={active} disabled={held || save.isPending} onCheckedChange={(next) => save.mutate(next)} />
    </span>
  );
}

function OrderButtons({ estado, estados, onSaved }: { estado: Estado; estados: ReadonlyArray<Estado>; onSaved: () => void }) {
  const t = useTranslations("settings.estados");
  const offline = useTranslations("settings")("offline");
  const { name, code } = estado;
  const at = estados.findIndex((each) => each.code === code);
  const move = useMutation({
    mutationFn: async (by: -1 | 1) => {
      for (const { code: changed, position } of moved(estados, at, at + by)) {
        await api(`/api/crm/estados/${changed}`, { method: "PATCH", body: { position } });
      }
    },
    onSuccess: (_, by) => notify.ok(t("moved", { name, position: at + by + 1 }), { id: `estado-${code}` }),
    onError: (error) => notify.danger(error.message || offline),
    onSettled: onSaved,
  });
  return (
    <span className="flex">
      <IconButton size="sm" label={t("up", { name })} icon={<ArrowUp aria-hidden />} disabled={at === 0 || move.isPending} onClick={() => move.mutate(-1)} />
      <IconButton size="sm" label={t("down", { name })} icon={<ArrowDown aria-hidden />} disabled={at === estados.length - 1 || move.isPending} onClick={() => move.mutate(1)} />
    </span>
  );
}
