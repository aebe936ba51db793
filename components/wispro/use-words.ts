"use client";

import { useTranslations } from "next-intl";

import type errors from "@/messages/es/wispro.json";

type Messages = typeof errors;

/** Codes of the API in the reader's words; one that has none is shown as it is. */
export function useWisproWords() {
  const t = useTranslations("wispro");
  return {
    error: (code: string) => (t.has(`errors.${code}` as never) ? t(`errors.${code as Exclude<keyof Messages["errors"], "other">}`) : t("errors.other", { code })),
    reason: (code: string) => (t.has(`reasons.${code}` as never) ? t(`reasons.${code as Exclude<keyof Messages["reasons"], "other">}`) : t("reasons.other", { code })),
  };
}
