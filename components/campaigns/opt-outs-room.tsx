"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { DataColumn } from "@/components/ui/data-table/column";
import { Dialog, DialogSection } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchInput } from "@/components/ui/search-input";
import type { OptOut } from "@/lib/campaigns/contact-schemas";

import { addOptOut, optOutsQuery } from "./requests";

const PER_PAGE = 50;
const PARAMS = { search: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) };

/** Who never gets a campaign again, how that came about and when. */
export function OptOutsRoom({ mayWrite }: { mayWrite: boolean }) {
  const t = useTranslations("campaigns.optOutsPage");
  const [params, setParams] = useQueryStates(PARAMS);
  const filter: Record<string, string> = params.search ? { search: params.search } : {};
  const list = useQuery(optOutsQuery(new URLSearchParams({ page: String(params.page), per_page: String(PER_PAGE), ...filter }).toString()));
  const columns = useMemo<DataColumn<OptOut>[]>(
    () => [
      { id: "phone", header: t("phone"), cell: (row) => <span className="font-medium text-strong">{row.phone}</span> },
      { id: "contact", header: t("contact"), cell: (row) => row.contactName ?? "–" },
      { id: "source", header: t("source"), cell: (row) => t(`sourceOf.${row.source}`) },
      { id: "detail", header: t("detail"), cell: (row) => row.detail ?? "–" },
      { id: "when", header: t("when"), cell: (row) => <RelativeTime value={row.at} /> },
    ],
    [t],
  );
  const total = list.data?.pagination.total ?? 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <>
            <Button asChild icon={<Download aria-hidden className="max-md:hidden" />}>
              <a href={`/api/opt-outs?${new URLSearchParams({ ...filter, format: "csv" })}`} download="opt-outs.csv">{t("export")}</a>
            </Button>
            {mayWrite ? <AddOptOut /> : null}
          </>
        }
      />
      <div className="edge-x py-3">
        <SearchInput className="w-64 max-md:w-full" label={t("search")} value={params.search} onValueChange={(search) => void setParams({ search: search || null, page: null })} />
      </div>
      <DataTable caption={t("table")} columns={columns} rows={list.data?.items ?? []} rowId={(row) => row.phone} loading={list.isPending} empty={<EmptyState title={t("none")} />} />
      {total > PER_PAGE ? <Pagination page={params.page} perPage={PER_PAGE} total={total} onPageChange={(page) => void setParams({ page })} /> : null}
    </>
  );
}

function AddOptOut() {
  const t = useTranslations("campaigns.optOutsPage");
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [phone, setPhone] = useState("");
  const add = useMutation({
    mutationFn: () => addOptOut(phone),
    onSuccess: async () => {
      notify.ok(t("added"));
      setOpen(false);
      setPhone("");
      await client.invalidateQueries({ queryKey: ["campaigns", "/api/opt-outs"] });
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="primary">{t("add")}</Button>}
      title={t("addTitle")}
      description={t("addNote")}
      footer={<Button variant="primary" loading={add.isPending} disabled={phone.trim() === ""} onClick={() => add.mutate()}>{t("add")}</Button>}
    >
      <DialogSection>
        <Field label={t("phone")} required><Input type="tel" value={phone} onChange={(event) => setPhone(event.target.value)} /></Field>
        {add.isError ? <ErrorNote>{add.error.message}</ErrorNote> : null}
      </DialogSection>
    </Dialog>
  );
}
