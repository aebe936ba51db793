"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { FileDrop } from "@/components/ui/file-drop";
import { notify } from "@/components/ui/notify";
import { ProgressBar } from "@/components/ui/progress-bar";
import { useFormat } from "@/components/ui/use-format";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import type { Cliente, Estado } from "@/lib/leads/schemas";

import { ImportCheck } from "./import-check";
import { ImportColumns } from "./import-columns";
import { uploadCsv } from "./upload";

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
  upload: ReturnType<typeof useUpload>;
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

/** How much of the file has left, or why it was not taken. */
export function UploadState({ upload, label }: { upload: Pick<ReturnType<typeof useUpload>, "isPending" | "error" | "share">; label: string }) {
  const t = useTranslations("leads");
  const format = useFormat();
  const percent = format.percentWhole(upload.share);
  if (upload.isPending) {
    return (
      <div className="grid gap-1">
        <p className="type-meta text-muted">{t("importPage.uploading", { percent })}</p>
        <ProgressBar label={label} value={upload.share} max={1} valueText={percent} />
      </div>
    );
  }
  const { error } = upload;
  if (!error || (error instanceof ApiError && error.code === "aborted")) return null;
  return <ErrorNote>{error.message || t("problem.offline")}</ErrorNote>;
}

/** The upload of the chosen file: its share so far, and a way to stop it. */
export function useUpload(file: File | null, clienteId: string | undefined, dryRun: boolean) {
  const t = useTranslations("leads.importPage");
  const [share, setShare] = useState(0);
  const abort = useRef<AbortController>(undefined);
  const upload = useMutation({
    mutationFn: async (): Promise<AcceptedJob> => {
      if (!file) throw new ApiError(0, {});
      await readable(file, t("changed"));
      setShare(0);
      abort.current = new AbortController();
      return uploadCsv({ file, clienteId: clienteId === undefined ? undefined : Number(clienteId), dryRun, onProgress: setShare, signal: abort.current.signal });
    },
  });
  return { ...upload, share, stop: () => abort.current?.abort() };
}

/** A file that was changed after it was chosen can no longer be read: say that, and not that the network is away. */
async function readable(file: File, message: string): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new Error(message);
  }
}

/** The real import: uploads again, then goes to where it can be watched. */
function useImport(file: File | null, clienteId: string | undefined) {
  const t = useTranslations("leads.importPage");
  const router = useRouter();
  const upload = useUpload(file, clienteId, false);
  const begin = () =>
    upload.mutate(undefined, {
      onSuccess: (job) => {
        notify.ok(t("started"), { description: t("startedRows", { count: job.total_leads, file: file?.name ?? "" }) });
        router.push(`/jobs/${job.job_id}`);
      },
    });
  return { ...upload, begin };
}

export type ImportStart = ReturnType<typeof useImport>;
