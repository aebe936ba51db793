"use client";

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { CopyButton } from "@/components/ui/copy-button";
import { DialogSection } from "@/components/ui/dialog";
import { Mono } from "@/components/ui/mono";

export interface SecretOnceProps {
  value: string;
  /** That it is not shown again. */
  warning: string;
  label: string;
  copyLabel: string;
  /** What to do with it. */
  use: ReactNode;
}

/** A new secret, the only time it can be seen. */
export function SecretOnce({ value, warning, label, copyLabel, use }: SecretOnceProps) {
  return (
    <>
      <DialogSection className="grid gap-3">
        <p role="alert" className="flex gap-2 rounded-md bg-warn-bg px-3 py-2 type-data text-strong">
          <TriangleAlert aria-hidden className="mt-0.5 text-warn" />
          {warning}
        </p>
        <div className="flex items-center gap-2 rounded-md border border-line-control py-1 pr-1 pl-3">
          <span className="sr-only">{label}:</span>
          <Mono className="min-w-0 flex-1 type-data break-all text-strong">{value}</Mono>
          <CopyButton text={value} label={copyLabel} />
        </div>
      </DialogSection>
      <DialogSection>{use}</DialogSection>
    </>
  );
}
