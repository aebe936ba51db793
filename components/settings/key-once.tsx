"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";

import { CopyButton } from "@/components/ui/copy-button";
import { DialogSection } from "@/components/ui/dialog";
import { Mono } from "@/components/ui/mono";

/** A new key, the only time it can be seen. */
export function KeyOnce({ value }: { value: string }) {
  const t = useTranslations("settings.keys");
  return (
    <>
      <DialogSection className="grid gap-3">
        <p role="alert" className="flex gap-2 rounded-md bg-warn-bg px-3 py-2 type-data text-strong">
          <TriangleAlert aria-hidden className="mt-0.5 text-warn" />
          {t("onceWarning")}
        </p>
        <div className="flex items-center gap-2 rounded-md border border-line-control py-1 pr-1 pl-3">
          <span className="sr-only">{t("onceLabel")}:</span>
          <Mono className="min-w-0 flex-1 type-data text-strong">{value}</Mono>
          <CopyButton text={value} label={t("onceCopy")} />
        </div>
      </DialogSection>
      <DialogSection>
        <p className="mb-1 type-meta text-muted">{t("onceUse")}</p>
        <Mono className="type-meta text-strong">Authorization: Bearer {value.slice(0, 11)}…</Mono>
      </DialogSection>
    </>
  );
}
