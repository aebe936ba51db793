"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { RowLink } from "@/components/ui/row-link";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { Sync, SyncPage } from "@/lib/wispro/schemas";

import { problemsOf, secondsTaken } from "./run-state";
import { RunStatus } from "./run-status";

/** The runs, newest first; each leads to its report. */
export function HistoryTable({ page }: { page: SyncPage }) {
  const t = useTranslations("wispro.history");
  const router = useRouter();
  const columns = useColumns();
  const { total, page: number, per_page: perPage } = page.pagination;
  return (
    <Section bleed title={t("title")} count={total > 0 ? total : undefined}>
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.items}
        rowId={(run) => run.job_id}
        stickyHead={false}
        empty={<EmptyState icon={<RefreshCw />} title={t("empty")} description={t("emptyWhy")} />}
      />
      {total > perPage ? <Pagination page={number} perPage={perPage} total={total} onPageChange={(next) => router.push(`/wispro?page=${next}`)} /> : null}
    </Section>
  );
}

function useColumns(): DataColumn<Sync>[] {
  const t = useTranslations("wispro.history");
  const format = useFormat();
  return useMemo(() => {
    const count = (id: "created" | "updated" | "unchanged", read: (run: Sync) => number): DataColumn<Sync> => ({ id, header: t(id), numeric: true, hideBelow: "lg", cell: (run) => format.integer(read(run)) });
    return [
      { id: "date", header: t("date"), cell: (run) => <RowLink href={`/wispro/${run.job_id}`} className="font-medium text-accent underline-offset-4 hover:underline">{format.dateTime(run.created_at)}</RowLink> },
      { id: "status", header: t("status"), width: "132px", cell: (run) => <RunStatus run={run} /> },
      { id: "records", header: t("records"), numeric: true, cell: (run) => <span className="font-medium text-strong">{format.integer(run.processed)}</span> },
      count("created", (run) => run.created),
      count("updated", (run) => run.updated),
      count("unchanged", (run) => run.unchanged),
      { id: "problems", header: t("problems"), numeric: true, cell: (run) => format.integer(problemsOf(run)) },
      { id: "duration", header: t("duration"), numeric: true, cell: (run) => <Duration seconds={secondsTaken(run)} /> },
      { id: "by", header: t("by"), hideBelow: "xl", cell: (run) => run.started_by },
    ];
  }, [t, format]);
}

function Duration({ seconds }: { seconds: number | null }) {
  const format = useFormat();
  if (seconds === null) return "–";
  return seconds < 60 ? format.latency(seconds * 1000) : format.duration(seconds);
}
