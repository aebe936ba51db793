"use client";

import { useTranslations } from "next-intl";

import { LineChart } from "@/components/ui/charts/line-chart";
import { Section } from "@/components/ui/section";
import { useFormat } from "@/components/ui/use-format";
import type { Chunk, Job } from "@/lib/jobs/schemas";

import { rateSeries } from "./rate-series";

/** Items a second over the job's time. */
export function JobRate({ job, chunks }: { job: Job; chunks: Chunk[] }) {
  const t = useTranslations("jobs.rate");
  const format = useFormat();
  const points = job.started_at ? rateSeries(chunks, job.started_at) : [];
  return (
    <Section first title={t("title")} count={t(job.kind === "lead_import" ? "unitRows" : "unit")}>
      <LineChart
        tableCaption={t("title")}
        valueLabel={t("value")}
        points={points}
        timeLook="time"
        height={136}
        note={job.rate_per_second === null ? t("waiting") : t("mean", { rate: format.perSecond(job.rate_per_second) })}
      />
    </Section>
  );
}
