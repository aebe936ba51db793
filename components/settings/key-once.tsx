"use client";

import { useTranslations } from "next-intl";

import { Mono } from "@/components/ui/mono";

import { SecretOnce } from "./secret-once";

/** A new key, the only time it can be seen. */
export function KeyOnce({ value }: { value: string }) {
  const t = useTranslations("settings.keys");
  return (
    <SecretOnce
      value={value}
      warning={t("onceWarning")}
      label={t("onceLabel")}
      copyLabel={t("onceCopy")}
      use={
        <>
          <p className="mb-1 type-meta text-muted">{t("onceUse")}</p>
          <Mono className="type-meta text-strong">Authorization: Bearer {value.slice(0, 11)}…</Mono>
        </>
      }
    />
  );
}
