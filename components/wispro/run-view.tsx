"use client";

import { useTranslations } from "next-intl";

import { FactsSection, Facts } from "@/components/ui/facts";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { WithFacts } from "@/components/ui/split";
import { useFormat } from "@/components/ui/use-format";
import type { Report, Sync } from "@/lib/wispro/schemas";

import { ReportSection } from "./report-section";
import { CancelRun, RetryRun } from "./run-actions";
import { RunNotices } from "./run-notices";
import { RunProgress } from "./run-progress";
import { RunStatus } from "./run-status";
import { useRun } from "./use-run";

/** One run, moving, and its report. */
export function RunView({ run: initial, report, mayRun }: { run: Sync; report: Report; mayRun: boolean }) {
  const t = useTranslations("wispro.run");
  const format = useFormat();
  const run = useRun(initial);
  return (
    <>
      <PageHeader
        title={t("title", { date: format.dateTime(run.created_at) })}
        status={<RunStatus run={run} />}
        subtitle={t("subtitle", { name: run.started_by })}
        actions={mayRun ? <><CancelRun run={run} /><RetryRun run={run} /></> : null}
      />
      <RunNotices run={run} />
      <WithFacts facts={<RunFacts run={run} />}>
        <RunProgress run={run} />
        <ReportSection run={run} initial={report} />
      </WithFacts>
    </>
  );
}

function RunFacts({ run }: { run: Sync }) {
  const t = useTranslations("wispro.run");
  const format = useFormat();
  const at = (instant: string | null) => (instant ? format.dateTime(instant) : "–");
  return (
    <FactsSection title={t("facts")}>
      <Facts
        items={[
          { label: t("id"), value: <Mono>{run.job_id}</Mono> },
          { label: t("by"), value: run.started_by },
          { label: t("createdAt"), value: at(run.created_at) },
          { label: t("startedAt"), value: at(run.started_at) },
          { label: t("ended"), value: at(run.finished_at) },
          { label: t("gone"), value: format.integer(run.gone) },
        ]}
      />
      {run.repeated > 0 ? <p className="mt-3 type-meta text-muted">{t("repeated", { count: run.repeated })}</p> : null}
    </FactsSection>
  );
}
