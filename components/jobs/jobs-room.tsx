"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download, Layers, Plus } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ClearFilters } from "@/components/ui/clear-filters";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { scrollsUp } from "@/components/ui/scrolls-up";
import type { JobOwner, JobPage } from "@/lib/jobs/schemas";

import { JobCard, useJobColumns } from "./job-columns";
import { JobFilters } from "./job-filters";
import { listJobs } from "./requests";
import { exportHref, filterCount, type JobsParams, jobsParams, listQuery, noFilter } from "./search-params";
import { useJobWords } from "./use-job-words";
import { useLiveJobs } from "./use-live-jobs";

export interface JobsRoomProps {
  /** What the server read for the address it was asked, and that query. */
  initial: JobPage;
  initialQuery: string;
  owners: JobOwner[];
  mayWrite: boolean;
}

/** All jobs: filters in the address, the table, moving. */
export function JobsRoom({ initial, initialQuery, owners, mayWrite }: JobsRoomProps) {
  const t = useTranslations("jobs");
  const words = useJobWords();
  const columns = useJobColumns();
  const [params, setParams] = useQueryStates(jobsParams);
  const query = listQuery(params).toString();
  const jobs = useQuery({
    queryKey: ["jobs", "list", query],
    queryFn: ({ signal }) => listJobs(query, signal),
    placeholderData: keepPreviousData,
    ...(query === initialQuery && { initialData: initial }),
  });
  const rows = useLiveJobs(jobs.data?.items ?? []);
  const total = jobs.data?.pagination.total ?? 0;
  const change = (next: Partial<{ [Name in keyof JobsParams]: JobsParams[Name] | null }>) => void setParams({ page: null, ...next }, { history: "push" });
  const { error } = jobs;
  return (
    <>
      <PageHeader room bare title={t("title")} actions={<RoomActions href={exportHref(params)} mayWrite={mayWrite} />} />
      <JobFilters params={params} owners={owners} total={total} onChange={change} />
      <DataTable
        caption={t("table")}
        columns={columns}
        rows={rows}
        rowId={(job) => job.job_id}
        rowName={words.title}
        twoLines
        renderCard={(job) => <JobCard job={job} />}
        loading={jobs.isPending}
        refreshing={jobs.isPlaceholderData}
        empty={<NoJobs filtered={filterCount(params) > 0} mayWrite={mayWrite} onClear={() => change(noFilter)} />}
        error={
          error && !jobs.data ? (
            <ErrorState title={t("loadFailed")} description={error.message || undefined} requestId={error instanceof ApiError ? error.requestId : null} retrying={jobs.isFetching} onRetry={() => void jobs.refetch()} />
          ) : undefined
        }
      />
      {total > 0 ? (
        <Pagination page={params.page} perPage={params.per_page} total={total} onPageChange={(page) => void setParams({ page }, { history: "push", scroll: scrollsUp() })} onPerPageChange={(per_page) => change({ per_page })} />
      ) : null}
    </>
  );
}

function RoomActions({ href, mayWrite }: { href: string; mayWrite: boolean }) {
  const t = useTranslations("jobs");
  return (
    <>
      <Button asChild icon={<Download aria-hidden />}>
        <a href={href} download="jobs.csv">{t("export")}</a>
      </Button>
      {mayWrite ? (
        <Button asChild variant="primary" icon={<Plus aria-hidden />}>
          <Link href="/leads">{t("new")}</Link>
        </Button>
      ) : null}
    </>
  );
}

function NoJobs({ filtered, mayWrite, onClear }: { filtered: boolean; mayWrite: boolean; onClear: () => void }) {
  const t = useTranslations("jobs.empty");
  const filters = useTranslations("jobs.filters");
  const overview = useTranslations("overview.first");
  if (filtered) return <EmptyState icon={<Layers />} title={t("filtered")} description={t("filteredWhy")} action={<ClearFilters onClear={onClear}>{filters("clear")}</ClearFilters>} />;
  return (
    <EmptyState
      icon={<Layers />}
      title={t("none")}
      description={t(mayWrite ? "noneWhy" : "noneReader")}
      action={mayWrite ? <Button asChild><Link href="/leads">{overview("action")}</Link></Button> : undefined}
    />
  );
}
