"use client";

import { Pin } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";

import { Button } from "@/components/ui/button";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import type { Client, ClientPage } from "@/lib/wispro/schemas";

import { clientsParams } from "./clients-params";
import { EditClient } from "./edit-client";

/** The users that came from Wispro: what is pinned shows beside each. */
export function ClientsRoom({ page, mayEdit }: { page: ClientPage; mayEdit: boolean }) {
  const t = useTranslations("wispro.clients");
  const [params, setParams] = useQueryStates(clientsParams, { shallow: false });
  const columns = useColumns(mayEdit);
  const { total, per_page: perPage } = page.pagination;
  return (
    <>
      <PageHeader bare title={t("title")} subtitle={t("subtitle")} />
      <div className="edge-x pb-4">
        <SearchInput className="max-w-md" label={t("search")} placeholder={t("search")} value={params.search} onValueChange={(search) => void setParams({ search, page: null })} />
      </div>
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.items}
        rowId={(client) => String(client.id)}
        rowName={(client) => client.name}
        empty={<EmptyState title={t("empty")} description={t("emptyWhy")} />}
      />
      <Pagination page={params.page} perPage={perPage} total={total} onPageChange={(next) => void setParams({ page: next })} />
    </>
  );
}

function useColumns(mayEdit: boolean): DataColumn<Client>[] {
  const t = useTranslations("wispro.clients");
  return useMemo(() => {
    const columns: DataColumn<Client>[] = [
      { id: "name", header: t("name"), cell: ({ name }) => <span className="font-medium text-strong">{name}</span> },
      { id: "code", header: t("code"), cell: ({ code }) => code ?? "–" },
      { id: "phone", header: t("phone"), cell: (client) => client.phone_mobile ?? client.phone ?? "–" },
      { id: "city", header: t("city"), hideBelow: "lg", cell: ({ city }) => city ?? "–" },
      { id: "zone", header: t("zone"), hideBelow: "xl", cell: ({ zone }) => zone ?? "–" },
      { id: "pinned", header: t("pinned"), cell: (client) => <PinnedFields client={client} /> },
    ];
    if (mayEdit) columns.push({ id: "edit", header: t("edit"), headerHidden: true, wideOnPhone: true, numeric: true, cell: (client) => <EditClient client={client} trigger={<Button size="sm">{t("edit")}</Button>} /> });
    return columns;
  }, [t, mayEdit]);
}

function PinnedFields({ client: { pinned } }: { client: Client }) {
  const t = useTranslations("wispro.clients");
  if (pinned.length === 0) return <span className="text-muted">{t("none")}</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      <Pin aria-hidden className="size-3.5! text-accent" />
      {pinned.map((field) => t(`field.${field}`)).join(", ")}
    </span>
  );
}
