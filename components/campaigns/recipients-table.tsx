"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { DataColumn } from "@/components/ui/data-table/column";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChip } from "@/components/ui/filter-chip";
import { notify } from "@/components/ui/notify";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import { type QueueStatus, type Recipient, RECIPIENT_STATUSES } from "@/lib/campaigns/schemas";

import { RetryRecipients } from "./campaign-actions";
import { RecipientStatusBadge } from "./campaign-status";
import { campaignPath, recipientsQuery, settleRecipient } from "./requests";
import { useWhy } from "./use-why";

const PER_PAGE = 25;
const PARAMS = { status: parseAsString.withDefault(""), search: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) };

export interface RecipientsTableProps {
  id: number;
  counts: QueueStatus["status"]["counts"];
  live: boolean;
  mayRetry: boolean;
}

/** Who got what: filters with their counts, the CSV of what is shown, and the ways on from a failure or a doubt. */
export function RecipientsTable({ id, counts, live, mayRetry }: RecipientsTableProps) {
  const t = useTranslations("campaigns");
  const format = useFormat();
  const [params, setParams] = useQueryStates(PARAMS);
  const [review, setReview] = useState<Recipient | null>(null);
  const filter = { ...(params.status && { status: params.status }), ...(params.search && { search: params.search }) };
  const list = useQuery(recipientsQuery(id, new URLSearchParams({ page: String(params.page), per_page: String(PER_PAGE), ...filter }).toString(), live));
  const columns = useColumns(mayRetry, setReview);
  const total = list.data?.pagination.total ?? 0;
  return (
    <Section
      bleed
      title={t("detail.recipients")}
      actions={
        <>
          {mayRetry && !live ? <RetryRecipients id={id} scope="unknown" count={counts.unknown} /> : null}
          {mayRetry && !live ? <RetryRecipients id={id} scope="failed" count={counts.failed} /> : null}
          <Button asChild icon={<Download aria-hidden />}>
            <a href={campaignPath(id, `/recipients?${new URLSearchParams({ ...filter, format: "csv" })}`)} download={`campaign-${id}.csv`}>{t("detail.download")}</a>
          </Button>
        </>
      }
    >
      <div className="edge-x flex flex-wrap items-center gap-2 py-3">
        <FilterChip single selected={params.status === ""} onSelectedChange={() => void setParams({ status: null, page: null })} count={format.integer(Object.values(counts).reduce((a, b) => a + b, 0))}>
          {t("detail.all")}
        </FilterChip>
        {RECIPIENT_STATUSES.filter((status) => counts[status] > 0).map((status) => (
          <FilterChip key={status} single selected={params.status === status} onSelectedChange={(on) => void setParams({ status: on ? status : null, page: null })} count={format.integer(counts[status])}>
            {t(`recipientStatus.${status}`)}
          </FilterChip>
        ))}
        <SearchInput className="ml-auto w-56 max-md:w-full" label={t("recipient.search")} value={params.search} onValueChange={(search) => void setParams({ search: search || null, page: null })} />
      </div>
      <DataTable
        caption={t("detail.recipients")}
        columns={columns}
        rows={list.data?.items ?? []}
        rowId={(row) => String(row.n)}
        rowName={(row) => row.name ?? row.phone ?? String(row.n)}
        loading={list.isPending}
        empty={<EmptyState title={t("recipient.none")} />}
      />
      {total > PER_PAGE ? <Pagination page={params.page} perPage={PER_PAGE} total={total} onPageChange={(page) => void setParams({ page })} /> : null}
      {review ? <Review id={id} recipient={review} onClose={() => setReview(null)} /> : null}
    </Section>
  );
}

function useColumns(mayReview: boolean, onReview: (recipient: Recipient) => void): DataColumn<Recipient>[] {
  const t = useTranslations("campaigns.recipient");
  const format = useFormat();
  const why = useWhy();
  return useMemo(() => {
    const time = (instant: string | null) => (instant === null ? "–" : format.time(instant));
    return [
      { id: "name", header: t("name"), cell: (row) => <span className="font-medium text-strong">{row.name ?? "–"}</span> },
      { id: "phone", header: t("phone"), cell: (row) => row.phone ?? "–" },
      { id: "status", header: t("status"), cell: (row) => <RecipientStatusBadge status={row.status} /> },
      { id: "attempts", header: t("attempts"), numeric: true, cell: (row) => (row.attempts === 0 ? "–" : format.integer(row.attempts)), hideBelow: "lg", hideOnPhone: true },
      { id: "sent", header: t("sent"), numeric: true, cell: (row) => time(row.sentAt) },
      { id: "delivered", header: t("delivered"), numeric: true, cell: (row) => time(row.deliveredAt), hideBelow: "lg", hideOnPhone: true },
      { id: "read", header: t("read"), numeric: true, cell: (row) => time(row.readAt), hideBelow: "lg", hideOnPhone: true },
      { id: "detail", header: t("detail"), cell: (row) => <span className={row.status === "failed" ? "text-danger" : row.status === "unknown" ? "text-warn" : ""}>{why(row)}</span> },
      {
        id: "review", header: t("review"), headerHidden: true, wideOnPhone: true,
        cell: (row) => (mayReview && row.status === "unknown" ? <Button variant="link" onClick={() => onReview(row)}>{t("review")}</Button> : null),
      },
    ];
  }, [t, format, why, mayReview, onReview]);
}

/** A person decides what became of an unknown message. */
function Review({ id, recipient, onClose }: { id: number; recipient: Recipient; onClose: () => void }) {
  const t = useTranslations("campaigns.recipient");
  const client = useQueryClient();
  const settle = async (as: "sent" | "failed") => {
    await settleRecipient(id, recipient.n, as);
    notify.ok(t("settled"));
    await client.invalidateQueries({ queryKey: ["campaigns"] });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      tone="plain"
      title={t("reviewTitle")}
      effect={
        <div className="grid gap-3">
          <p>{t("reviewEffect", { name: recipient.name ?? "–", phone: recipient.phone ?? "–" })}</p>
          <div><Button onClick={() => void settle("failed").catch((error: Error) => notify.danger(error.message))}>{t("wasNotSent")}</Button></div>
        </div>
      }
      confirmLabel={t("wasSent")}
      onConfirm={() => settle("sent")}
    />
  );
}
