"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { DataColumn } from "@/components/ui/data-table/column";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChip } from "@/components/ui/filter-chip";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchInput } from "@/components/ui/search-input";
import { useFormat } from "@/components/ui/use-format";
import type { QueueMetrics } from "@/lib/campaigns/queue-schemas";
import { type Campaign, CAMPAIGN_STATUSES } from "@/lib/campaigns/schemas";

import { CampaignStatusBadge } from "./campaign-status";
import { DailyCap } from "./daily-cap";
import { QueueStrip } from "./queue-strip";
import { campaignsQuery, type Page } from "./requests";

export const campaignsParams = { status: parseAsString.withDefault(""), search: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) };
const PER_PAGE = 25;

/** The campaigns, newest first, over the live queue. */
export function CampaignsRoom({ initial, metrics, mayWrite }: { initial: Page<Campaign>; metrics: QueueMetrics; mayWrite: boolean }) {
  const t = useTranslations("campaigns");
  const [params, setParams] = useQueryStates(campaignsParams, { history: "push" });
  const isPlain = params.status === "" && params.search === "" && params.page === 1;
  const query = new URLSearchParams({
    page: String(params.page), per_page: String(PER_PAGE), ...(params.status && { status: params.status }), ...(params.search && { search: params.search }),
  }).toString();
  const list = useQuery({ ...campaignsQuery(query), ...(isPlain && { initialData: initial }) });
  const columns = useColumns();
  const total = list.data?.pagination.total ?? 0;
  return (
    <>
      <PageHeader room title={t("title")} subtitle={t("subtitle")} actions={<Actions mayWrite={mayWrite} />} />
      <QueueStrip initial={metrics} />
      <div className="edge-x flex flex-wrap items-center gap-2 py-3">
        <SearchInput className="w-64 max-md:w-full" label={t("search")} value={params.search} onValueChange={(search) => void setParams({ search: search || null, page: null })} />
        {CAMPAIGN_STATUSES.filter((status) => status !== "queued").map((status) => (
          <FilterChip key={status} selected={params.status === status} onSelectedChange={(on) => void setParams({ status: on ? status : null, page: null })}>
            {t(`status.${status}`)}
          </FilterChip>
        ))}
        {mayWrite ? <div className="md:ml-auto"><DailyCap /></div> : null}
      </div>
      <DataTable
        caption={t("table")}
        columns={columns}
        rows={list.data?.items ?? []}
        rowId={(row) => String(row.id)}
        rowName={(row) => row.name}
        loading={list.isPending}
        empty={<EmptyState title={t(isPlain ? "none" : "noneFiltered")} description={isPlain ? t("noneWhy") : undefined} />}
      />
      {total > PER_PAGE ? <Pagination page={params.page} perPage={PER_PAGE} total={total} onPageChange={(page) => void setParams({ page })} /> : null}
    </>
  );
}

function Actions({ mayWrite }: { mayWrite: boolean }) {
  const t = useTranslations("campaigns");
  return (
    <>
      <Button asChild variant="ghost"><Link href="/campaigns/opt-outs">{t("optOuts")}</Link></Button>
      <Button asChild><Link href="/campaigns/contacts">{t("contacts")}</Link></Button>
      {mayWrite ? <Button asChild variant="primary" icon={<Plus aria-hidden className="max-md:hidden" />}><Link href="/campaigns/new">{t("create")}</Link></Button> : null}
    </>
  );
}

function useColumns(): DataColumn<Campaign>[] {
  const t = useTranslations("campaigns.columns");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "name", header: t("name"), cell: (row) => <Link href={`/campaigns/${row.id}`} className="font-medium text-strong hover:underline">{row.name}</Link> },
      { id: "status", header: t("status"), cell: (row) => <CampaignStatusBadge status={row.status} /> },
      {
        id: "progress", header: t("progress"), numeric: true,
        cell: (row) => (row.total === 0 ? "–" : format.percentWhole(Math.floor(((row.total - row.counts.pending - row.counts.sending) / row.total) * 100) / 100)),
      },
      { id: "sent", header: t("sent"), numeric: true, cell: (row) => format.integer(row.counts.sent + row.counts.delivered + row.counts.read) },
      { id: "failed", header: t("failed"), numeric: true, cell: (row) => format.integer(row.counts.failed) },
      { id: "created", header: t("created"), cell: (row) => <RelativeTime value={row.createdAt} />, hideBelow: "lg" },
    ],
    [t, format],
  );
}
