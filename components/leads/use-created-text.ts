"use client";

import { useTranslations } from "next-intl";

import { useFormat } from "@/components/ui/use-format";

import type { LeadsParams } from "./search-params";

/** The days of creation in words: "1 oct 2026 a 31 oct 2026" on a chip, "creados del 1 oct 2026 al …" in a sentence; null without them. */
export function useCreatedText({ created_after: from, created_before: to }: LeadsParams, place: "filters" | "bulk"): string | null {
  const t = useTranslations("leads");
  const format = useFormat();
  // Noon UTC is the same calendar day from UTC-11 to UTC+11.
  const day = (text: string) => format.date(`${text}T12:00:00Z`);
  if (from && to) return t(`${place}.createdBetween`, { from: day(from), to: day(to) });
  if (from) return t(`${place}.createdSince`, { from: day(from) });
  return to ? t(`${place}.createdUntil`, { to: day(to) }) : null;
}
