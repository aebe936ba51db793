"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, Plus, Upload } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ClearFilters } from "@/components/ui/clear-filters";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { scrollsUp } from "@/components/ui/scrolls-up";
import { SelectionBar } from "@/components/ui/selection-bar";
import type { Cliente, EstadoWithCount, LeadPage } from "@/lib/leads/schemas";

import { BulkDialog } from "./bulk-dialog";
import { type BulkTarget, useFilterText } from "./bulk-target";
import { LeadCard, useLeadColumns } from "./columns";
import type { ChangeParams } from "./filter-controls";
import { Filters } from "./filters";
import { LeadDialog } from "./lead-dialog";
import { estadosQuery, leadsQuery } from "./queries";
import { exportHref, filterCount, leadFilter, leadsParams, listQuery, noFilter } from "./search-params";
import { useSelection } from "./use-selection";

export interface LeadsRoomProps {
  /** What the server read for the address it was asked, and that query. */
  initial: LeadPage;
  initialQuery: string;
  estados: EstadoWithCount[];
  /** Empty for those who see one company only. */
  clientes: Cliente[];
  mayWrite: boolean;
}

/** The leads: filters in the address, the table, and what can be done with the selected ones. */
export function LeadsRoom({ initial, initialQuery, estados: initialEstados, clientes, mayWrite }: LeadsRoomProps) {
  const t = useTranslations("leads");
  const [params, setParams] = useQueryStates(leadsParams);
  const query = listQuery(params).toString();
  const leads = useQuery({ ...leadsQuery(query), ...(query === initialQuery && { initialData: initial }) });
  const { data: estados } = useQuery({ ...estadosQuery(), initialData: initialEstados });
  const rows = leads.data?.items ?? [];
  const total = leads.data?.pagination.total;
  const selection = useSelection(rows, JSON.stringify(leadFilter(params)));
  const [bulk, setBulk] = useState<BulkTarget | null>(null);
  const filterText = useFilterText(params, estados, clientes);
  const withCliente = clientes.length > 0;
  const columns = useLeadColumns(estados, withCliente);
  const change: ChangeParams = (next, history = "push") => void setParams({ page: null, ...next }, { history });
  const failed = leads.isError && leads.data === undefined;
  const openBulk = () =>
    setBulk(
      selection.allMatching
        ? { kind: "filter", filter: leadFilter(params), total: total ?? 0, capped: Boolean(leads.data?.pagination.total_is_capped), text: filterText }
        : { kind: "ids", ids: selection.ids.map(Number), estados: selection.estados },
    );
  return (
    <>
      <PageHeader room bare title={t("title")} actions={<RoomActions exportFrom={exportHref(params)} estados={estados} clientes={clientes} mayWrite={mayWrite} />} />
      <Filters params={params} onChange={change} estados={estados} clientes={clientes} total={total} capped={Boolean(leads.data?.pagination.total_is_capped)} />
      {mayWrite ? (
        <SelectionBar count={selection.count} total={total ?? 0} allMatching={selection.allMatching} onAllMatchingChange={selection.setAllMatching} onClear={selection.clear}>
          <Button variant="primary" onClick={openBulk}>{t("changeEstado")}</Button>
        </SelectionBar>
      ) : null}
      <DataTable
        caption={t("table")}
        columns={columns}
        rows={rows}
        rowId={(lead) => String(lead.id)}
        rowName={(lead) => lead.name}
        renderCard={(lead) => <LeadCard lead={lead} estados={estados} withCliente={withCliente} />}
        sort={params.sort.endsWith("created_at") ? { id: "created_at", desc: params.sort.startsWith("-") } : null}
        onSortChange={(sort) => change({ sort: sort ? (sort.desc ? "-created_at" : "created_at") : null })}
        selection={mayWrite ? { ids: selection.ids, onIdsChange: selection.change } : undefined}
        loading={leads.isPending}
        skeletonRows={Math.min(params.per_page, 20)}
        refreshing={leads.isPlaceholderData}
        empty={<NoLeads filtered={filterCount(params) > 0} mayWrite={mayWrite} onClear={() => change(noFilter)} />}
        error={failed ? <LeadsError error={leads.error} retrying={leads.isFetching} onRetry={() => void leads.refetch()} /> : undefined}
      />
      {total ? (
        <Pagination
          page={params.page}
          perPage={params.per_page}
          total={total}
          onPageChange={(page) => void setParams({ page }, { history: "push", scroll: scrollsUp() })}
          onPerPageChange={(per_page) => change({ per_page })}
        />
      ) : null}
      {bulk ? <BulkDialog target={bulk} estados={estados} onClose={() => setBulk(null)} /> : null}
    </>
  );
}

interface RoomActionsProps {
  exportFrom: string;
  estados: EstadoWithCount[];
  clientes: Cliente[];
  mayWrite: boolean;
}

function RoomActions({ exportFrom, estados, clientes, mayWrite }: RoomActionsProps) {
  const t = useTranslations("leads");
  return (
    <>
      <Button asChild icon={<Download aria-hidden className="max-md:hidden" />}>
        <a href={exportFrom} download="leads.csv">{t("export")}</a>
      </Button>
      {mayWrite ? (
        <>
          <Button asChild icon={<Upload aria-hidden className="max-md:hidden" />}>
            <Link href="/leads/import">{t("import")}</Link>
          </Button>
          <LeadDialog estados={estados} clientes={clientes} trigger={<Button icon={<Plus aria-hidden className="max-md:hidden" />}>{t("create")}</Button>} />
        </>
      ) : null}
    </>
  );
}

function NoLeads({ filtered, mayWrite, onClear }: { filtered: boolean; mayWrite: boolean; onClear: () => void }) {
  const t = useTranslations("leads");
  if (filtered) return <EmptyState title={t("empty.filtered")} description={t("empty.filteredWhy")} action={<ClearFilters onClear={onClear}>{t("filters.clear")}</ClearFilters>} />;
  const action = mayWrite ? <Button asChild icon={<Upload aria-hidden />}><Link href="/leads/import">{t("import")}</Link></Button> : undefined;
  return <EmptyState title={t("empty.none")} description={t("empty.noneWhy")} action={action} />;
}

function LeadsError({ error, retrying, onRetry }: { error: Error; retrying: boolean; onRetry: () => void }) {
  const t = useTranslations("leads.problem");
  const known = error instanceof ApiError ? error : null;
  return <ErrorState title={t("title")} description={known?.message || t("offline")} requestId={known?.requestId} retrying={retrying} onRetry={onRetry} />;
}
