"use client";

import { useMutation } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table/data-table";
import type { DataColumn } from "@/components/ui/data-table/column";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { FileDrop } from "@/components/ui/file-drop";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import type { ImportPreview } from "@/lib/campaigns/contact-schemas";

import { importContacts, previewImport } from "./requests";

/** Chooses a CSV, shows its first rows as they would be taken, and starts the import. */
export function ImportContactsRoom() {
  const t = useTranslations("campaigns.importPage");
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [tags, setTags] = useState("");
  const preview = useMutation({ mutationFn: previewImport });
  const start = useMutation({
    mutationFn: () => importContacts(file!, tags),
    onSuccess: (job) => {
      notify.ok(t("started"), { description: t("startedRows", { count: job.total_leads }) });
      router.push(`/jobs/${job.job_id}`);
    },
  });
  const choose = (next: File | null) => {
    setFile(next);
    preview.reset();
    if (next) preview.mutate(next);
  };
  const error = preview.error ?? start.error;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={<Button variant="primary" icon={<Upload aria-hidden />} disabled={!preview.isSuccess} loading={start.isPending} onClick={() => start.mutate()}>{t("start")}</Button>}
      />
      <div className="edge-x grid max-w-2xl gap-4 py-5">
        <Field label={t("file")}><FileDrop file={file} onFileChange={choose} /></Field>
        <Field label={t("tags")} optional><Input value={tags} onChange={(event) => setTags(event.target.value)} /></Field>
        {error ? <ErrorNote>{error.message}</ErrorNote> : null}
      </div>
      {preview.data ? <Rows preview={preview.data} /> : null}
    </>
  );
}

type PreviewRow = ImportPreview["rows"][number];

function Rows({ preview }: { preview: ImportPreview }) {
  const t = useTranslations("campaigns.importPage");
  const tc = useTranslations("campaigns.contactsPage");
  const columns = useMemo<DataColumn<PreviewRow>[]>(() => {
    const word = (error: string) => (t.has(`errors.${error}` as "errors.invalid_row") ? t(`errors.${error}` as "errors.invalid_row") : error);
    return [
      { id: "line", header: t("line"), numeric: true, width: "72px", cell: (row) => row.line },
      { id: "name", header: tc("name"), cell: (row) => row.name || "–" },
      { id: "phone", header: tc("phone"), cell: (row) => row.phone ?? "–" },
      { id: "problem", header: t("problem"), cell: (row) => (row.error ? <Status tone="danger">{word(row.error)}</Status> : "–") },
      ...preview.columns.filter((name) => name !== "phone" && name !== "name").map((name): DataColumn<PreviewRow> => ({ id: `field-${name}`, header: name === "tags" ? tc("tags") : name, cell: (row) => row.fields[name] ?? "–", hideBelow: "lg" })),
    ];
  }, [preview.columns, t, tc]);
  const bad = preview.rows.filter((row) => row.error !== null).length;
  return (
    <Section bleed title={t("check")} count={`${t("rows", { count: preview.rows.length })}${bad > 0 ? `, ${t("bad", { count: bad })}` : ""}`}>
      <DataTable caption={t("check")} columns={columns} rows={preview.rows} rowId={(row) => String(row.line)} />
    </Section>
  );
}
