"use client";

import { useTranslations } from "next-intl";

import { BatchGrid } from "@/components/ui/charts/batch-grid";
import { Section } from "@/components/ui/section";
import type { Chunk, Job } from "@/lib/jobs/schemas";

import { batchStates } from "./batch-states";

/** The job's chunks, a cell each. */
export function JobBatches({ job, chunks }: { job: Job; chunks: Chunk[] }) {
  const t = useTranslations("jobs.batches");
  const of = { count: chunks.length, size: chunks[0]?.size ?? 0 };
  const running = job.status === "processing" || job.status === "cancelling";
  return (
    <Section first title={t("title")} count={t("of", of)}>
      <BatchGrid label={t("label", of)} batches={batchStates(chunks, running)} />
    </Section>
  );
}
