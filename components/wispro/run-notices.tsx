"use client";

import { useTranslations } from "next-intl";

import { Notice } from "@/components/ui/notice";
import { useFormat } from "@/components/ui/use-format";
import type { Sync } from "@/lib/wispro/schemas";

import { hasEnded } from "./run-state";
import { useWisproWords } from "./use-words";

/** What is out of the ordinary in a run: failed, stuck, tried again, read again. */
export function RunNotices({ run }: { run: Sync }) {
  const t = useTranslations("wispro.run");
  const words = useWisproWords();
  const format = useFormat();
  const live = !hasEnded(run);
  return (
    <>
      {run.status === "failed" ? <Notice tone="danger">{words.error(run.error ?? "")}</Notice> : null}
      {live && run.stuck_since ? <Notice tone="warn">{t("stuck", { at: format.time(run.stuck_since) })}</Notice> : null}
      {live && run.attempts > 0 ? <Notice tone="warn">{t("attempt", { count: run.attempts + 1 })}</Notice> : null}
      {run.passes > 0 ? <Notice>{t("passes", { count: run.passes })}</Notice> : null}
    </>
  );
}
