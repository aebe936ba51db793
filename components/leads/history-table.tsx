"use client";

import { useQuery } from "@tanstack/react-query";
import { MoveRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";

import { DataTable } from "@/components/ui/data-table/data-table";
import type { DataColumn } from "@/components/ui/data-table/column";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Mono } from "@/components/ui/mono";
import { Pagination } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/row-link";
import { Section } from "@/components/ui/section";
import type { Estado, HistoryEntry, HistoryPage } from "@/lib/leads/schemas";

import { EstadoBadge } from "./estado-badge";
import { historyPerPage } from "./history-query";
import { historyQuery } from "./queries";

export interface HistoryTableProps {
  leadId: number;
  estados: ReadonlyArray<Estado>;
  /** The first page, as the server read it. */
  initial: HistoryPage;
}

/** Every change of a lead's state: from, to, who, by which job, when. */
export function HistoryTable({ leadId, estados, initial }: HistoryTableProps) {
  const t = useTranslations("leads.detail");
  const [page, setPage] = useState(1);
  const history = useQuery({ ...historyQuery(leadId, page, historyPerPage), ...(page === 1 && { initialData: initial }) });
  const columns = useHistoryColumns(estados);
  const total = history.data?.pagination.total ?? 0;
  return (
    <Section first bleed title={t("history")} count={t("historyCount", { count: total })}>
      <DataTable
        caption={t("history")}
        columns={columns}
        rows={history.data?.items ?? []}
        rowId={(entry) => String(entry.id)}
        loading={history.isPending}
        refreshing={history.isPlaceholderData}
        empty={<EmptyState title={t("noHistory")} />}
        error={history.isError && !history.data ? <ErrorState onRetry={() => void history.refetch()} /> : undefined}
      />
      {total > historyPerPage ? <Pagination page={page} perPage={historyPerPage} total={total} onPageChange={setPage} /> : null}
    </Section>
  );
}

function useHistoryColumns(estados: ReadonlyArray<Estado>): ReadonlyArray<DataColumn<HistoryEntry>> {
  const t = useTranslations("leads.detail");
  return useMemo(
    () => [
      { id: "change", header: t("change"), cell: (entry) => <Change entry={entry} estados={estados} /> },
      { id: "by", header: t("by"), cell: (entry) => entry.actor.name ?? t("unknownActor") },
      {
        id: "job",
        header: t("job"),
        cell: ({ job_id }) => (job_id ? <RowLink href={`/jobs/${job_id}`} className="text-accent hover:underline underline-offset-4"><Mono>{job_id}</Mono></RowLink> : <span className="text-muted">{t("byHand")}</span>),
      },
      { id: "when", header: t("when"), numeric: true, cell: (entry) => <RelativeTime value={entry.at} /> },
    ],
    [t, estados],
  );
}

function Change({ entry, estados }: { entry: HistoryEntry; estados: ReadonlyArray<Estado> }) {
  const t = useTranslations("leads.detail");
  if (!entry.from_estado) return t.rich("createdIn", { estado: () => <EstadoBadge key="estado" code={entry.to_estado} estados={estados} /> });
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <EstadoBadge code={entry.from_estado} estados={estados} />
      <MoveRight aria-hidden className="text-muted" />
      <span className="sr-only">{t("to")}</span>
      <EstadoBadge code={entry.to_estado} estados={estados} />
    </span>
  );
}
