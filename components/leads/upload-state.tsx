"use client";

import { useTranslations } from "next-intl";

import { ApiError } from "@/components/api";
import { ErrorNote } from "@/components/ui/error-note";
import { ProgressBar } from "@/components/ui/progress-bar";
import { useFormat } from "@/components/ui/use-format";

import type { FileUpload } from "./use-upload";

/** How much of the file has left, or why it was not taken. */
export function UploadState({ upload, label }: { upload: Pick<FileUpload, "isPending" | "error" | "share">; label: string }) {
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
