"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";

import { ApiError } from "@/components/api";
import { notify } from "@/components/ui/notify";
import type { AcceptedJob } from "@/lib/jobs/schemas";

import { uploadCsv } from "./upload";

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

export type FileUpload = ReturnType<typeof useUpload>;

/** A file that was changed after it was chosen can no longer be read: say that, and not that the network is away. */
async function readable(file: File, message: string): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new Error(message);
  }
}

/** The real import: uploads again, then goes to where it can be watched. */
export function useImport(file: File | null, clienteId: string | undefined) {
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
