"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import type { DataColumn } from "@/components/ui/data-table/column";
import { DateTime } from "@/components/ui/date-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/row-link";
import type { Estado, Lead } from "@/lib/leads/schemas";

import { EstadoBadge } from "./estado-badge";
import { formatPhone } from "./phone";

/** The table's columns; the company's only for those who see several. */
export function useLeadColumns(estados: ReadonlyArray<Estado>, withCliente: boolean): ReadonlyArray<DataColumn<Lead>> {
  const t = useTranslations("leads");
  return useMemo(() => {
    const muted = (text: string) => <span className="text-muted">{text}</span>;
    const columns: DataColumn<Lead>[] = [
      {
        id: "name",
        header: t("columns.name"),
        cell: (lead) => <RowLink href={`/leads/${lead.id}`} className="type-body font-medium text-strong hover:text-accent hover:underline underline-offset-4">{lead.name}</RowLink>,
      },
      { id: "phone", header: t("columns.phone"), cell: (lead) => <span className="whitespace-nowrap">{lead.phone ? formatPhone(lead.phone) : muted(t("noPhone"))}</span> },
      { id: "estado", header: t("columns.estado"), cell: (lead) => <EstadoBadge code={lead.estado} estados={estados} /> },
      { id: "cliente", header: t("columns.cliente"), cell: (lead) => lead.cliente_name },
      { id: "city", header: t("columns.city"), hideBelow: "lg", cell: (lead) => lead.city ?? muted(t("noCity")) },
      { id: "updated", header: t("columns.updated"), hideBelow: "lg", numeric: true, cell: (lead) => <RelativeTime value={lead.updated_at} className="whitespace-nowrap" /> },
      { id: "created_at", header: t("columns.created"), numeric: true, sortable: true, sortDescFirst: true, cell: (lead) => <DateTime value={lead.created_at} look="date" /> },
    ];
    return withCliente ? columns : columns.filter((column) => column.id !== "cliente");
  }, [t, estados, withCliente]);
}

/** A lead as a phone's stacked row. */
export function LeadCard({ lead, estados, withCliente }: { lead: Lead; estados: ReadonlyArray<Estado>; withCliente: boolean }) {
  const t = useTranslations("leads");
  const place = [lead.city, withCliente ? lead.cliente_name : null].filter(Boolean).join(", ");
  return (
    <div className="grid gap-0.5">
      <div className="flex items-start justify-between gap-3">
        <RowLink href={`/leads/${lead.id}`} className="min-w-0 py-0.5 type-body font-medium text-strong">{lead.name}</RowLink>
        <EstadoBadge code={lead.estado} estados={estados} />
      </div>
      <p className="type-data">{lead.phone ? formatPhone(lead.phone) : <span className="text-muted">{t("noPhone")}</span>}</p>
      <p className="type-data text-muted">{place || t("noCity")}</p>
      <p className="type-data text-muted">
        {t("columns.created")} <DateTime value={lead.created_at} look="date" />
      </p>
    </div>
  );
}
