"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, Download } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef } from "react";

import { api, ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ClearFilters } from "@/components/ui/clear-filters";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { scrollsUp } from "@/components/ui/scrolls-up";
import type { AlertPage, OpenAlerts } from "@/lib/alerts/schemas";

import { useAlertColumns } from "./alert-columns";
import { AlertFilters, type AlertsChange } from "./alert-filters";
import { alertsParams, exportHref, listQuery, noFilter } from "./search-params";
import { useAlertWords } from "./use-alert-words";
import { useOpenAlerts } from "./use-open-alerts";

/** An alert that goes on holding changes its value without an event. */
const REFRESH_MS = 30_000;
const LIST = ["alerts", "list"] as const;

export interface AlertsRoomProps {
  /** What the server read for the address it was asked, and that query. */
  initial: AlertPage;
  initialQuery: string;
  open: OpenAlerts;
  mayWrite: boolean;
}

/** All alerts, the open ones first in sight: filters in the address, the table, moved by events. */
export function AlertsRoom({ initial, initialQuery, open, mayWrite }: AlertsRoomProps) {
  const t = useTranslations("alerts");
  const words = useAlertWords();
  const client = useQueryClient();
  const [params, setParams] = useQueryStates(alertsParams);
  const { counts } = useOpenAlerts(open);
  const query = listQuery(params).toString();
  const alerts = useQuery({
    queryKey: [...LIST, query],
    queryFn: ({ signal }) => api<AlertPage>(`/api/alerts?${query}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    ...(query === initialQuery && { initialData: initial }),
  });
  const refresh = useCallback(() => void client.invalidateQueries({ queryKey: LIST }), [client]);
  useOnChange(counts, refresh);
  const columns = useAlertColumns(mayWrite, refresh);
  const total = alerts.data?.pagination.total ?? 0;
  const change = (next: AlertsChange) => void setParams({ page: null, ...next }, { history: "push" });
  const { error } = alerts;
  return (
    <>
      <PageHeader
        room
        bare
        title={t("title")}
        subtitle={<span aria-live="polite">{t("subtitle", { open: counts.total, critical: counts.critical })}</span>}
        actions={<Button asChild icon={<Download aria-hidden />}><a href={exportHref(params)} download="alerts.csv">{t("export")}</a></Button>}
      />
      <AlertFilters params={params} total={total} onChange={change} />
      <DataTable
        caption={t("table")}
        columns={columns}
        rows={alerts.data?.items ?? []}
        rowId={(alert) => String(alert.id)}
        rowName={words.title}
        twoLines
        loading={alerts.isPending}
        refreshing={alerts.isPlaceholderData}
        empty={<NoAlerts plain={query === listQuery({ ...params, view: "open", kind: [], severity: null }).toString()} onClear={() => change(noFilter)} />}
        error={
          error && !alerts.data ? (
            <ErrorState title={t("loadFailed")} description={error.message || undefined} requestId={error instanceof ApiError ? error.requestId : null} retrying={alerts.isFetching} onRetry={() => void alerts.refetch()} />
          ) : undefined
        }
      />
      {total > 0 ? (
        <Pagination page={params.page} perPage={params.per_page} total={total} onPageChange={(page) => void setParams({ page }, { history: "push", scroll: scrollsUp() })} onPerPageChange={(per_page) => change({ per_page })} />
      ) : null}
    </>
  );
}

function NoAlerts({ plain, onClear }: { plain: boolean; onClear: () => void }) {
  const t = useTranslations("alerts");
  if (plain) return <EmptyState icon={<BellOff />} title={t("empty.open")} description={t("empty.openWhy")} />;
  return <EmptyState icon={<BellOff />} title={t("empty.filtered")} description={t("empty.filteredWhy")} action={<ClearFilters onClear={onClear}>{t("filters.clear")}</ClearFilters>} />;
}

/** Calls back when a value has become another, not for the first one. */
function useOnChange(value: unknown, onChange: () => void) {
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    onChange();
  }, [value, onChange]);
}
