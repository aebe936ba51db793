"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Section } from "@/components/ui/section";
import type { Estado } from "@/lib/leads/schemas";

const columns = ["name", "external_id", "phone", "email", "city", "estado"] as const;

/** What the file may hold, and a sample of it. */
export function ImportColumns({ estados }: { estados: ReadonlyArray<Estado> }) {
  const t = useTranslations("leads.importPage");
  const codes = estados.filter((each) => each.active).map((each) => each.code);
  return (
    <Section
      bleed
      title={t("columnsTitle")}
      count={t("columnsCount")}
      actions={
        <Button asChild icon={<Download aria-hidden />} className="max-md:mb-2">
          <a href={sampleHref(codes)} download="leads.csv">{t("sample")}</a>
        </Button>
      }
    >
      <dl className="border-t border-line-hair">
        {columns.map((column) => (
          <div key={column} className="edge-x grid gap-x-6 gap-y-0.5 border-b border-line-hair py-2.5 md:grid-cols-[160px_96px_minmax(0,1fr)]">
            <dt className="font-medium text-strong"><Mono>{column}</Mono></dt>
            <dd className="text-muted">{column === "name" ? t("required") : t("optional")}</dd>
            <dd>{column === "estado" ? t("about.estado", { codes: codes.join(", "), first: codes[0] ?? "" }) : t(`about.${column}`)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function sampleHref(codes: string[]): string {
  const lines = [
    columns.join(","),
    `Yusmary Colmenares,A-1042,+584245557310,yusmary@example.com,Maracaibo,${codes[0] ?? ""}`,
    `Carlos Eduardo Rincón,A-1043,+573105550142,,Popayán,${codes[1] ?? codes[0] ?? ""}`,
    "Marisol Téllez Aguirre,,+50585552391,,Managua,",
  ];
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`${lines.join("\n")}\n`)}`;
}
