"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

import { RefreshOnQueue } from "@/components/live/refresh-on-queue";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { WithFacts } from "@/components/ui/split";
import type { ConflictPage, Sync, SyncPage, WisproSettings } from "@/lib/wispro/schemas";

import { ConflictsSection } from "./conflicts-section";
import { HistoryTable } from "./history-table";
import { CancelRun, StartRun } from "./run-actions";
import { RunNotices } from "./run-notices";
import { RunProgress } from "./run-progress";
import { hasEnded } from "./run-state";
import { RunStatus } from "./run-status";
import { useRun } from "./use-run";
import { WisproFacts } from "./wispro-facts";

export interface WisproRoomProps {
  /** The newest run, running or not. */
  latest: Sync | null;
  history: SyncPage;
  conflicts: ConflictPage;
  settings: WisproSettings;
  simulated: boolean;
  mayRun: boolean;
}

/** The room: the run under way or the last one, what is to be settled, and the runs before. */
export function WisproRoom(props: WisproRoomProps) {
  const { latest } = props;
  return (
    <>
      <RefreshOnQueue />
      {latest ? <WithRun key={latest.job_id} {...props} latest={latest} /> : <Room {...props} run={null} />}
    </>
  );
}

function WithRun(props: WisproRoomProps & { latest: Sync }) {
  return <Room {...props} run={useRun(props.latest)} />;
}

function Room({ run, history, conflicts, settings, simulated, mayRun }: WisproRoomProps & { run: Sync | null }) {
  const t = useTranslations("wispro");
  const running = run !== null && !hasEnded(run);
  return (
    <>
      <PageHeader
        room
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <>
            <Button variant="ghost" asChild><Link href="/wispro/clients">{t("clients.open")}</Link></Button>
            {mayRun && running ? <CancelRun run={run} /> : null}
            {mayRun ? <StartRun running={running} /> : null}
          </>
        }
      />
      {simulated ? <Notice>{t("simulated")}</Notice> : null}
      {run ? <RunNotices run={run} /> : null}
      <WithFacts facts={<WisproFacts settings={settings} mayRun={mayRun} />}>
        {run ? <LatestRun run={run} /> : null}
        <ConflictsSection page={conflicts} maySettle={mayRun} />
        <HistoryTable page={history} />
      </WithFacts>
    </>
  );
}

function LatestRun({ run }: { run: Sync }) {
  const t = useTranslations("wispro.run");
  return (
    <Section
      first
      bleed
      title={<span className="inline-flex items-center gap-3">{t(hasEnded(run) ? "last" : "current")} <RunStatus run={run} /></span>}
      actions={
        <Button variant="link" asChild>
          <Link href={`/wispro/${run.job_id}`}>{t("open")} <ArrowRight aria-hidden /></Link>
        </Button>
      }
    >
      <RunProgress run={run} />
    </Section>
  );
}
