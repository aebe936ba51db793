"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { FileDrop } from "@/components/ui/file-drop";
import type { Cliente, Estado } from "@/lib/leads/schemas";

import { ImportCheck } from "./import-check";
import { ImportColumns } from "./import-columns";
import { UploadState } from "./upload-state";
import { type FileUpload, useImport, useUpload } from "./use-upload";

export interface ImportRoomProps {
  /** Empty for those who see one company only. */
  clientes: ReadonlyArray<Cliente>;
  estados: ReadonlyArray<Estado>;
}

/** Brings in a CSV: choose it, have it checked without saving, then import it. */
export function ImportRoom({ clientes, estados }: ImportRoomProps) {
  const [file, setFile] = useState<File | null>(null);
  const [clienteId, setClienteId] = useState<string>();
  const check = useUpload(file, clienteId, true);
  const start = useImport(file, clienteId);
  const chosen = { file, clienteId };
  const forget = () => {
    check.reset();
    start.reset();
  };
  if (check.data && file) {
    return <ImportCheck job={check.data} file={file} start={start} onAnother={() => { setFile(null); forget(); }} />;
  }
  return (
    <>
      <FileForm
        chosen={chosen}
        clientes={clientes}
        upload={check}
        onFileChange={(next) => { setFile(next); forget(); }}
        onClienteChange={(next) => { setClienteId(next); forget(); }}
      />
      <ImportColumns estados={estados} />
    </>
  );
}

interface FileFormProps {
  chosen: { file: File | null; clienteId: string | undefined };
  clientes: ReadonlyArray<Cliente>;
  upload: FileUpload;
  onFileChange: (file: File | null) => void;
  onClienteChange: (id: string) => void;
}

function FileForm({ chosen, clientes, upload, onFileChange, onClienteChange }: FileFormProps) {
  const t = useTranslations("leads.importPage");
  const ready = chosen.file !== null && (clientes.length === 0 || chosen.clienteId !== undefined);
  return (
    <form
      className="edge-x grid max-w-2xl gap-4 py-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) upload.mutate();
      }}
    >
      {clientes.length > 0 ? (
        <Field label={t("cliente")} required>
          <Combobox
            label={t("cliente")}
            placeholder={t("chooseCliente")}
            value={chosen.clienteId}
            onValueChange={onClienteChange}
            disabled={upload.isPending}
            options={clientes.filter((each) => each.active).map((each) => ({ value: String(each.id), label: each.name }))}
          />
        </Field>
      ) : null}
      <Field label={t("file")} required>
        <FileDrop file={chosen.file} onFileChange={onFileChange} hint={t("fileHint")} disabled={upload.isPending} />
      </Field>
      <UploadState upload={upload} label={t("uploadBar")} />
      <div className="flex justify-end gap-2 max-md:*:flex-1">
        {upload.isPending ? <Button variant="ghost" onClick={upload.stop}>{t("stop")}</Button> : null}
        <Button variant="primary" type="submit" disabled={!ready} loading={upload.isPending}>{t("check")}</Button>
      </div>
    </form>
  );
}
