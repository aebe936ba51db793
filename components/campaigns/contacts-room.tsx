"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Upload } from "lucide-react";
import Link from "next/link";
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
import { FilterChip } from "@/components/ui/filter-chip";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchInput } from "@/components/ui/search-input";
import { Status } from "@/components/ui/status";
import type { Contact } from "@/lib/campaigns/contact-schemas";

import { contactsQuery, createContact } from "./requests";

const PER_PAGE = 50;
const TAGS_SHOWN = 8;
const PARAMS = { search: parseAsString.withDefault(""), tags: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) };

/** The contacts: search, tags, import and one by hand. */
export function ContactsRoom({ tags, mayWrite }: { tags: { tag: string; count: number }[]; mayWrite: boolean }) {
  const t = useTranslations("campaigns.contactsPage");
  const [params, setParams] = useQueryStates(PARAMS);
  const filter = { ...(params.search && { search: params.search }), ...(params.tags && { tags: params.tags }) };
  const list = useQuery(contactsQuery(new URLSearchParams({ page: String(params.page), per_page: String(PER_PAGE), ...filter }).toString()));
  const columns = useColumns();
  const total = list.data?.pagination.total ?? 0;
  const isPlain = params.search === "" && params.tags === "";
  return (
    <>
      <PageHeader
        title={t("title")}
        actions={
          <>
            <Button asChild className="max-md:hidden" icon={<Download aria-hidden />}>
              <a href={`/api/contacts?${new URLSearchParams({ ...filter, format: "csv" })}`} download="contacts.csv">{t("export")}</a>
            </Button>
            {mayWrite ? <CreateContact /> : null}
            {mayWrite ? <Button asChild variant="primary" icon={<Upload aria-hidden className="max-md:hidden" />}><Link href="/campaigns/contacts/import">{t("import")}</Link></Button> : null}
          </>
        }
      />
      <div className="edge-x flex flex-wrap items-center gap-2 py-3">
        <SearchInput className="w-64 max-md:w-full" label={t("search")} value={params.search} onValueChange={(search) => void setParams({ search: search || null, page: null })} />
        {tags.slice(0, TAGS_SHOWN).map(({ tag, count }) => (
          <FilterChip key={tag} selected={params.tags === tag} count={count} onSelectedChange={(on) => void setParams({ tags: on ? tag : null, page: null })}>{tag}</FilterChip>
        ))}
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

function useColumns(): DataColumn<Contact>[] {
  const t = useTranslations("campaigns.contactsPage");
  return useMemo(
    () => [
      { id: "name", header: t("name"), cell: (row) => <span className="font-medium text-strong">{row.name}</span> },
      { id: "phone", header: t("phone"), cell: (row) => <>{row.phone} {row.optedOut ? <Status tone="warn">{t("optedOut")}</Status> : null}</> },
      { id: "tags", header: t("tags"), cell: (row) => row.tags.join(", ") || "–" },
      { id: "source", header: t("source"), cell: (row) => t(row.source === "import" ? "sourceOf.import" : "sourceOf.manual"), hideBelow: "lg" },
      { id: "created", header: t("created"), cell: (row) => <RelativeTime value={row.createdAt} />, hideBelow: "lg" },
    ],
    [t],
  );
}

function CreateContact() {
  const t = useTranslations("campaigns.contactsPage");
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState({ name: "", phone: "", tags: "" });
  const create = useMutation({
    mutationFn: () => createContact({ name: form.name, phone: form.phone, tags: form.tags.split(",").map((tag) => tag.trim()).filter(Boolean) }),
    onSuccess: async () => {
      notify.ok(t("saved"));
      setOpen(false);
      setForm({ name: "", phone: "", tags: "" });
      await client.invalidateQueries({ queryKey: ["campaigns", "/api/contacts"] });
    },
  });
  const field = (name: keyof typeof form) => ({ value: form[name], onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }) });
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>{t("create")}</Button>}
      title={t("create")}
      footer={<Button variant="primary" loading={create.isPending} disabled={!form.name.trim() || !form.phone.trim()} onClick={() => create.mutate()}>{t("save")}</Button>}
    >
      <DialogSection className="grid gap-4">
        <Field label={t("name")} required><Input {...field("name")} /></Field>
        <Field label={t("phone")} required><Input type="tel" {...field("phone")} /></Field>
        <Field label={t("tags")} hint={t("tagsHint")}><Input {...field("tags")} /></Field>
        {create.isError ? <ErrorNote>{create.error.message}</ErrorNote> : null}
      </DialogSection>
    </Dialog>
  );
}
