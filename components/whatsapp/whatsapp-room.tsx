"use client";

import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useEffect, useRef, useState } from "react";

import { api } from "@/components/api";
import { useLive } from "@/components/live/use-live";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChip } from "@/components/ui/filter-chip";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import { WithFacts } from "@/components/ui/split";
import { SESSION_STATUSES } from "@/lib/whatsapp/report-schemas";
import type { GatewayGauges, Session, SessionPage } from "@/lib/whatsapp/schemas";

import { GatewayFacts } from "./gateway-facts";
import { PairingDialog } from "./pairing-dialog";
import { sessionPath } from "./requests";
import { whatsappParams } from "./search-params";
import { useColumns } from "./session-columns";
import { StartSession } from "./start-session";

export interface WhatsappRoomProps {
  page: SessionPage;
  gauges: GatewayGauges;
  mayWrite: boolean;
  /** The reader, where the reader can have a session. */
  self: { id: number; name: string } | null;
}

const REFRESH_MS = 2_000;

/** The room: whose phones are paired, what each session does, and how the gateway stands. */
export function WhatsappRoom({ page, gauges, mayWrite, self }: WhatsappRoomProps) {
  const t = useTranslations("whatsapp");
  const router = useRouter();
  const live = useLive<GatewayGauges>({ topic: "whatsapp", path: "/api/whatsapp/gateways", initialData: gauges });
  useRefreshOn(live);
  const [pairing, setPairing] = useState<Session | null>(null);
  const onStarted = async (id: string) => {
    router.refresh();
    try {
      setPairing(await api<Session>(sessionPath(id)));
    } catch {
      notify.danger(t("actions.failed"));
    }
  };
  const columns = useColumns({ mayWrite, onPair: setPairing, onChanged: () => router.refresh() });
  return (
    <>
      <PageHeader room bare title={t("title")} subtitle={t("subtitle", { active: live.sessions.active ?? 0, pending: live.sessions.pending ?? 0 })} actions={mayWrite ? <StartSession self={self} onStarted={(id) => void onStarted(id)} /> : null} />
      <Notice tone="warn">{t("warning")}</Notice>
      <WithFacts facts={<GatewayFacts gauges={live} />}>
        <Filters counts={live.sessions} />
        <DataTable
          caption={t("caption")}
          columns={columns}
          rows={page.items}
          rowId={(session) => session.id}
          rowName={(session) => session.user_name ?? session.id}
          empty={<EmptyState title={t("empty")} description={t("emptyWhy")} />}
        />
        <Pages total={page.pagination.total} perPage={page.pagination.per_page} />
      </WithFacts>
      {pairing ? <PairingDialog session={pairing} onClose={() => { setPairing(null); router.refresh(); }} /> : null}
    </>
  );
}

function Filters({ counts }: { counts: GatewayGauges["sessions"] }) {
  const t = useTranslations("whatsapp");
  const [params, setParams] = useQueryStates(whatsappParams, { shallow: false });
  const csv = new URLSearchParams({ format: "csv", ...(params.status && { status: params.status }), ...(params.search && { search: params.search }), ...(params.logged_out && { logged_out: "true" }) });
  return (
    <div className="edge-x flex flex-wrap items-center gap-2 py-3">
      <SearchInput className="w-64 max-md:w-full" label={t("search")} placeholder={t("search")} value={params.search} onValueChange={(search) => void setParams({ search, page: null })} />
      {SESSION_STATUSES.map((status) => (
        <FilterChip key={status} single count={counts[status] ?? 0} selected={params.status === status} onSelectedChange={(on) => void setParams({ status: on ? status : null, page: null })}>
          {t(`state.${status}`)}
        </FilterChip>
      ))}
      <FilterChip selected={params.logged_out} onSelectedChange={(on) => void setParams({ logged_out: on || null, page: null })}>{t("withLoggedOut")}</FilterChip>
      <Button variant="ghost" className="ml-auto" asChild icon={<Download aria-hidden />}>
        <a href={`/api/whatsapp/sessions?${csv}`} download="whatsapp-sessions.csv">{t("download")}</a>
      </Button>
    </div>
  );
}

function Pages({ total, perPage }: { total: number; perPage: number }) {
  const [params, setParams] = useQueryStates(whatsappParams, { shallow: false });
  return <Pagination page={params.page} perPage={perPage} total={total} onPageChange={(page) => void setParams({ page })} />;
}

/** Has the server write the table anew when something was reported, not more often than every two seconds. */
function useRefreshOn(state: unknown) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        if (!document.hidden) router.refresh();
      }, REFRESH_MS);
  }, [state, router]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
