"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";

import { useFormat } from "@/components/ui/use-format";
import type { Format } from "@/lib/i18n/format";
import type { Job } from "@/lib/jobs/schemas";

import { type JobFilter, jobInput } from "./job-input";
import { type JobNames, useJobNames } from "./job-names";

/** What jobs, their filters and their failures are called, in the reader's language. */
export function useJobWords() {
  const t = useTranslations("jobs");
  const names = useJobNames();
  const format = useFormat();
  const locale = useLocale();
  return useMemo(() => jobWords(t, names, format, locale), [t, names, format, locale]);
}

function jobWords(t: ReturnType<typeof useTranslations<"jobs">>, names: JobNames, format: Format, locale: string) {
  const either = new Intl.ListFormat(locale, { type: "disjunction" });
  const estado = (code: string) => names.estados[code] ?? code;
  const day = (text: string) => format.date(text.length === 10 ? `${text}T12:00:00Z` : text);
  return {
    /** "Pasar a Aprobado" */
    title: (job: Pick<Job, "kind" | "input">): string => {
      const input = jobInput(job);
      return t(`name.${job.kind}`, {
        estado: input.estado ? estado(input.estado) : "",
        filename: input.filename ?? t("aFile"),
        dryRun: String(input.dryRun),
        name: typeof job.input.name === "string" ? job.input.name : t(`kind.${job.kind}`),
      });
    },
    /** "Interesado, creados desde el 1 oct 2026" */
    filter: ({ estados, clientes, createdAfter, createdBefore, search }: JobFilter): string =>
      [
        estados.length > 0 ? either.format(estados.map(estado)) : null,
        search ? t("filter.search", { search }) : null,
        clientes.length > 0 ? either.format(clientes.map((id) => names.clientes[id] ?? id)) : null,
        createdAfter ? t("filter.after", { day: day(createdAfter) }) : null,
        createdBefore ? t("filter.before", { day: day(createdBefore) }) : null,
      ].filter(Boolean).join(", ") || t("filter.all"),
    estado,
    /** "Interesado o Contactado" */
    estados: (codes: string[]): string => either.format(codes.map(estado)),
    /** "El lead cambió de estado antes"; a code that nobody has put into words stays as it is. */
    reason: (code: string): string => (t.has(reasonKey(code)) ? t(reasonKey(code)) : code),
    /** The same after a number: "96 el lead no existe". */
    reasonInside: (code: string): string => {
      const said = t.has(reasonKey(code)) ? t(reasonKey(code)) : code;
      return said.charAt(0).toLowerCase() + said.slice(1);
    },
    /** What to do before trying again. */
    advice: (code: string): string => (t.has(adviceKey(code)) ? t(adviceKey(code)) : t("advice.other")),
    /** Why the whole job failed. */
    failure: (code: string): string => (t.has(failureKey(code)) ? t(failureKey(code)) : code),
  };
}

// Codes come from the API and may be newer than the texts: each is asked for before it is read.
const reasonKey = (code: string) => `reasons.${code}` as "reasons.state_changed";
const adviceKey = (code: string) => `advice.${code}` as "advice.state_changed";
const failureKey = (code: string) => `failureWords.${code}` as "failureWords.timed_out";
