"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";

import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { FilterChip } from "@/components/ui/filter-chip";
import { Mono } from "@/components/ui/mono";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { Report, ReportRow, Sync } from "@/lib/wispro/schemas";

import { readReport, reportCsv } from "./requests";
import { hasEnded, problemsOf } from "./run-state";
import { useWisproWords } from "./use-words";

const PER_PAGE = 25;

/** What did not come in, by reason, with the CSV of what is shown. */
export function ReportSection({ run, initial }: { run: Sync; initial: Report }) {
  const t = useTranslations("wispro.report");
  const [{ reason, page }, setParams] = useQueryStates({ reason: parseAsString, page: parseAsInteger.withDefault(1) });
  const columns = useColumns();
  const seen = `${problemsOf(run)} ${run.gone} ${run.status}`;
  const { data, isError, isFetching, refetch } = useQuery({
    queryKey: ["wispro", "report", run.job_id, seen, reason, page],
    queryFn: ({ signal }) => readReport(run.job_id, page, PER_PAGE, reason, signal),
    placeholderData: keepPreviousData,
    staleTime: hasEnded(run) ? Infinity : 2_000,
  });
  const report = data ?? initial;
  const total = report.by_reason.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <Section title={t("title")}><p className="type-data text-muted">{t("none")}</p></Section>;
  return (
    <Section
      bleed
      title={t("title")}
      count={t("count", { count: total })}
      actions={<Button asChild icon={<Download aria-hidden />}><a href={reportCsv(run.job_id, reason)} download={`${run.job_id}-report.csv`}>{t("csv")}</a></Button>}
    >
      <Reasons report={report} total={total} chosen={reason} onChoose={(next) => void setParams({ reason: next, page: null })} />
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={report.items}
        rowId={(row) => `${row.reason} ${row.id_wispro ?? row.name ?? ""}`}
        refreshing={isFetching}
        error={isError ? <ErrorState title={t("loadFailed")} onRetry={() => void refetch()} retrying={isFetching} /> : undefined}
      />
      <Pagination page={page} perPage={PER_PAGE} total={report.pagination.total} onPageChange={(next) => void setParams({ page: next })} />
    </Section>
  );
}

interface ReasonsProps {
  report: Report;
  total: number;
  chosen: string | null;
  onChoose: (reason: string | null) => void;
}

function Reasons({ report, total, chosen, onChoose }: ReasonsProps) {
  const t = useTranslations("wispro.report");
  const words = useWisproWords();
  const format = useFormat();
  return (
    <div role="group" aria-label={t("title")} className="edge-x flex flex-wrap gap-2 pb-3">
      <FilterChip single selected={chosen === null} onSelectedChange={() => onChoose(null)} count={format.integer(total)}>{t("all")}</FilterChip>
      {report.by_reason.map(({ reason, count }) => (
        <FilterChip key={reason} selected={chosen === reason} onSelectedChange={() => onChoose(chosen === reason ? null : reason)} count={format.integer(count)}>{words.reason(reason)}</FilterChip>
      ))}
    </div>
  );
}

function useColumns(): DataColumn<ReportRow>[] {
  const t = useTranslations("wispro.report");
  const words = useWisproWords();
  return useMemo(
    () => [
      { id: "client", header: t("client"), cell: ({ name, wispro_number: number }) => <span><span className="font-medium text-strong">{name ?? t("noName")}</span>{number ? <span className="ml-2 text-muted">{number}</span> : null}</span> },
      { id: "reason", header: t("reason"), cell: ({ reason, detail }) => <span>{words.reason(reason)}{detail ? <span className="block type-meta text-muted">{detail}</span> : null}</span> },
      { id: "identity", header: t("identity"), width: "120px", cell: ({ identity }) => identity ?? "–" },
      { id: "idWispro", header: t("idWispro"), hideBelow: "xl", cell: ({ id_wispro: id }) => (id ? <Mono>{id}</Mono> : "–") },
    ],
    [t, words],
  );
}
