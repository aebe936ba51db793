"use client";

import { FileSpreadsheet, Upload, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";

import { cn } from "./cn";
import { useFieldControl } from "./field-context";
import { IconButton } from "./icon-button";
import { useFormat } from "./use-format";

export interface FileDropProps {
  file: File | null;
  onFileChange: (file: File | null) => void;
  /** As the input's `accept`; CSV by default. */
  accept?: string;
  /** The columns it needs, its greatest size. */
  hint?: string;
  disabled?: boolean;
}

/** Takes one CSV, dropped on it or chosen; the whole area is the input's label. */
export function FileDrop({ file, onFileChange, accept = ".csv,text/csv", hint, disabled }: FileDropProps) {
  const t = useTranslations("ui.fileDrop");
  const format = useFormat();
  const control = useFieldControl();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  if (file) {
    return (
      <div className="flex h-row-two items-center gap-3 rounded-md border border-line-strong pr-2 pl-4">
        <FileSpreadsheet aria-hidden className="text-muted" />
        <div className="min-w-0 flex-1">
          <p className="truncate type-body font-medium text-strong">{file.name}</p>
          <p className="type-meta text-muted">{t("size", { size: format.number(file.size / 1024) })}</p>
        </div>
        <IconButton label={t("remove")} icon={<X aria-hidden />} disabled={disabled} onClick={() => onFileChange(null)} />
      </div>
    );
  }
  return (
    <label
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped && !disabled) onFileChange(dropped);
      }}
      className={cn(
        "flex flex-col items-center gap-1 rounded-md border border-dashed border-line-control px-4 py-6 text-center hover:bg-hover",
        "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent",
        over && "border-accent bg-selected",
        disabled && "opacity-50",
      )}
    >
      <Upload aria-hidden className="text-muted" />
      <span className="type-data font-medium text-strong">{t("prompt")}</span>
      {hint ? <span className="type-meta text-muted">{hint}</span> : null}
      <input {...control} ref={input} type="file" accept={accept} disabled={disabled} className="sr-only" onChange={(event) => onFileChange(event.target.files?.[0] ?? null)} />
    </label>
  );
}
