"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";

import { DataTable } from "@/components/ui/data-table/data-table";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { FilterChip } from "@/components/ui/filter-chip";
import { Mono } from "@/components/ui/mono";
import { notify } from "@/components/ui/notify";
import { Pagination } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { scrollsUp } from "@/components/ui/scrolls-up";
import { Section } from "@/components/ui/section";
import { Status, type StatusTone } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { type Delivery, DELIVERY_STATUSES, type DeliveryPage } from "@/lib/webhooks/schemas";

import { listDeliveries, replayFailed, replayOne } from "./requests";
import { deliveriesParams, listQuery } from "./search-params";
import { Working } from "./webhook-actions";

const UNDER_WAY_MS = 1_500;
const REFRESH_MS = 15_000;
const TONES: Record<Delivery["status"], StatusTone> = { pending: "running", delivered: "ok", failed: "danger" };

/** Under which an address's deliveries are kept; invalidated after every action. */
export const deliveriesKey = (id: number) => ["webhooks", id, "deliveries"];

export interface DeliveriesTableProps {
  id: number;
  initial: DeliveryPage;
  initialQuery: string;
  onChanged: () => void;
}

/** The log of an address: what was sent, what came back, and once more where wanted. */
export function DeliveriesTable({ id, initial, initialQuery, onChanged }: DeliveriesTableProps) {
  const t = useTranslations("settings.webhooks.deliveries");
  const events = useTranslations("settings.webhooks.eventNames");
  const [params, setParams] = useQueryStates(deliveriesParams);
  const query = listQuery(params).toString();
  const { data, isPending, isPlaceholderData } = useQuery({
    queryKey: [...deliveriesKey(id), query],
    queryFn: ({ signal }) => listDeliveries(id, query, signal),
    placeholderData: keepPreviousData,
    // Attempts make no events: looked at closely while one is under way.
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === "pending") ? UNDER_WAY_MS : REFRESH_MS),
    ...(query === initialQuery && { initialData: initial }),
  });
  const columns = useDeliveryColumns(id, onChanged);
  const chips = useRef<HTMLDivElement>(null);
  const rows = data?.items ?? [];
  const total = data?.pagination.total ?? 0;
  const failed = params.status === "failed" ? total : 0;
  const show = (status: Delivery["status"] | null) => void setParams({ status, page: null }, { history: "push" });
  return (
    <Section
      bleed
      title={t("title")}
      count={t("kept")}
      actions={
        failed > 0 ? (
          <Working
            icon={<RotateCw aria-hidden />}
            label={t("replayFailed", { count: failed })}
            run={async () => {
              const { queued } = await replayFailed(id);
              // The button goes with the last failed one.
              chips.current?.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
              notify.ok(t("replayed", { count: queued }), { description: t("replayNote") });
              onChanged();
            }}
          />
        ) : null
      }
    >
      <div ref={chips} role="group" aria-label={t("filter")} className="edge-x flex gap-2 overflow-x-auto py-2">
        <FilterChip single selected={params.status === null} onSelectedChange={() => show(null)}>{t("all")}</FilterChip>
        {DELIVERY_STATUSES.map((status) => (
          <FilterChip key={status} single selected={params.status === status} onSelectedChange={() => show(status)}>{t(status)}</FilterChip>
        ))}
      </div>
      <DataTable
        caption={t("title")}
        columns={columns}
        rows={rows}
        rowId={(delivery) => String(delivery.id)}
        rowName={(delivery) => events(delivery.event)}
        twoLines
        loading={isPending}
        refreshing={isPlaceholderData}
        renderExpanded={(delivery) => <DeliveryFacts delivery={delivery} />}
        empty={<EmptyState title={t(params.status === null ? "empty" : "emptyFiltered")} description={params.status === null ? t("emptyWhy") : undefined} />}
      />
      {total > params.per_page || params.page > 1 ? (
        <Pagination page={params.page} perPage={params.per_page} total={total} onPageChange={(page) => void setParams({ page }, { history: "push", scroll: scrollsUp() })} />
      ) : null}
    </Section>
  );
}

function useDeliveryColumns(id: number, onChanged: () => void): DataColumn<Delivery>[] {
  const t = useTranslations("settings.webhooks.deliveries");
  const events = useTranslations("settings.webhooks.eventNames");
  return useMemo(
    () => [
      {
        id: "event",
        header: t("event"),
        cell: ({ event, subject }) => (
          <>
            <p className="type-body font-medium text-strong">{events(event)}</p>
            <p className="type-meta font-normal text-muted"><Mono>{event}</Mono> · <Mono>{subject}</Mono></p>
          </>
        ),
      },
      { id: "state", header: t("state"), width: "220px", cell: (delivery) => <DeliveryStatus delivery={delivery} /> },
      { id: "answer", header: t("answer"), width: "220px", cell: (delivery) => <Answered delivery={delivery} /> },
      { id: "attempts", header: t("attempts"), numeric: true, width: "88px", cell: ({ attempts }) => attempts },
      { id: "when", header: t("when"), numeric: true, width: "120px", cell: ({ created_at }) => <RelativeTime value={created_at} /> },
      {
        id: "actions",
        header: t("actions"),
        headerHidden: true,
        numeric: true,
        width: "128px",
        wideOnPhone: true,
        cell: (delivery) => (
          <Working
            label={t("replay")}
            name={t("replayOne", { event: events(delivery.event) })}
            unavailable={delivery.status === "pending"}
            run={async () => {
              const { queued } = await replayOne(id, delivery);
              notify.ok(t("replayed", { count: queued }), { description: t("replayNote") });
              onChanged();
            }}
          />
        ),
      },
    ],
    [t, events, id, onChanged],
  );
}

function DeliveryStatus({ delivery: { status, attempts, next_attempt_at } }: { delivery: Delivery }) {
  const t = useTranslations("settings.webhooks.deliveries");
  const format = useFormat();
  return (
    <>
      <Status tone={status === "pending" && attempts > 0 ? "warn" : TONES[status]}>{t(`status.${status}`)}</Status>
      {status === "pending" && attempts > 0 && next_attempt_at ? <p className="mt-0.5 type-meta text-muted">{t("next", { at: format.dateTime(next_attempt_at) })}</p> : null}
    </>
  );
}

/** The status of HTTP that came back, or why none did. */
function Answered({ delivery: { response_status, error } }: { delivery: Delivery }) {
  const t = useTranslations("settings.webhooks");
  if (response_status !== null) return <Mono className="text-strong">HTTP {response_status}</Mono>;
  if (error === null) return <span className="text-muted">–</span>;
  return <span>{t.has(`errors.${error}` as "errors.timeout") ? t(`errors.${error}` as "errors.timeout") : t("errors.other", { code: error })}</span>;
}

function DeliveryFacts({ delivery: { message_id, last_attempt_at, response_body, subject } }: { delivery: Delivery }) {
  const t = useTranslations("settings.webhooks.deliveries");
  return (
    <div className="edge-x py-3">
      <Facts
        items={[
          { label: t("id"), value: <Mono>{message_id}</Mono> },
          { label: t("subject"), value: <Mono>{subject}</Mono> },
          { label: t("lastAttempt"), value: last_attempt_at ? <DateTime value={last_attempt_at} /> : "–" },
          { label: t("answered"), value: response_body ? <Mono className="whitespace-pre-wrap">{response_body}</Mono> : <span className="text-muted">{t("nothing")}</span> },
        ]}
      />
    </div>
  );
}
