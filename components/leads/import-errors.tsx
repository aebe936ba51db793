"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";

import { api } from "@/components/api";
import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { FilterChip } from "@/components/ui/filter-chip";
import { Mono } from "@/components/ui/mono";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { FailurePage } from "@/lib/jobs/schemas";

type RowError = FailurePage["items"][number];

const perPage = 25;

/** The lines of the file that cannot come in, by reason, and all of them as a CSV. */
export function ImportErrors({ jobId }: { jobId: string }) {
  const t = useTranslations("leads.importPage");
  const [page, setPage] = useState(1);
  const [reason, setReason] = useState<string | null>(null);
  const query = new URLSearchParams({ page: String(page), per_page: String(perPage), ...(reason && { error: reason }) }).toString();
  const errors = useQuery({
    queryKey: ["leads", "import-errors", jobId, query],
    queryFn: ({ signal }) => api<FailurePage>(`/api/crm/jobs/${jobId}/failures?${query}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const columns = useErrorColumns();
  const total = errors.data?.pagination.total ?? 0;
  return (
    <Section
      bleed
      title={t("errorsTitle")}
      count={t("errorsCount")}
      actions={
        <Button asChild icon={<Download aria-hidden />} className="max-md:mb-2">
          <a href={`/api/crm/jobs/${jobId}/failures?format=csv`} download={`${jobId}-errors.csv`}>{t("errorsCsv")}</a>
        </Button>
      }
    >
      <Reasons reasons={errors.data?.by_reason ?? []} chosen={reason} onChoose={(next) => { setReason(next); setPage(1); }} />
      <DataTable
        caption={t("errorsTitle")}
        columns={columns}
        rows={errors.data?.items ?? []}
        rowId={(row) => String(row.lead_id)}
        loading={errors.isPending}
        skeletonRows={5}
        refreshing={errors.isPlaceholderData}
        error={errors.isError && !errors.data ? <ErrorState onRetry={() => void errors.refetch()} /> : undefined}
      />
      {total > perPage ? <Pagination page={page} perPage={perPage} total={total} onPageChange={setPage} /> : null}
    </Section>
  );
}

function Reasons({ reasons, chosen, onChoose }: { reasons: FailurePage["by_reason"]; chosen: string | null; onChoose: (reason: string | null) => void }) {
  const t = useTranslations("leads.importPage");
  const format = useFormat();
  const text = useReasonText();
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <div role="group" aria-label={t("reason")} className="edge-x flex flex-wrap gap-1.5 pb-3">
      <FilterChip single selected={chosen === null} onSelectedChange={() => onChoose(null)} count={format.integer(all)}>{t("allReasons")}</FilterChip>
      {reasons.map(({ error, count }) => (
        <FilterChip key={error} selected={chosen === error} onSelectedChange={(on) => onChoose(on ? error : null)} count={format.integer(count)}>{text(error)}</FilterChip>
      ))}
    </div>
  );
}

const known = ["invalid_name", "invalid_phone", "invalid_email", "invalid_city", "invalid_external_id", "invalid_estado", "invalid_row", "duplicate_row"] as const;

function useReasonText(): (code: string) => string {
  const t = useTranslations("leads.importPage.reasons");
  return (code) => {
    const reason = known.find((each) => each === code);
    return reason ? t(reason) : t("other", { code });
  };
}

function useErrorColumns(): ReadonlyArray<DataColumn<RowError>> {
  const t = useTranslations("leads.importPage");
  const format = useFormat();
  const text = useReasonText();
  return useMemo(
    () => [
      { id: "line", header: t("line"), width: "96px", cell: (row) => <span className="font-medium text-strong"><span className="md:sr-only">{t("line")} </span>{format.integer(row.lead_id)}</span> },
      { id: "reason", header: t("reason"), cell: (row) => text(row.error) },
      { id: "content", header: t("content"), wideOnPhone: true, cell: (row) => <Mono className="text-muted">{cellsOf(row).join(", ")}</Mono> },
    ],
    [t, format, text],
  );
}

const columnOrder = ["name", "external_id", "phone", "email", "city", "estado"];

/** What the line said, as far as it could be read. */
function cellsOf({ detail }: RowError): string[] {
  const cells = new Map(Object.entries(detail?.row ?? {}));
  return columnOrder.flatMap((column) => (cells.has(column) ? [String(cells.get(column))] : []));
}
