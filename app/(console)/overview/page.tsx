import { Layers, Megaphone, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTimeZone, getTranslations } from "next-intl/server";

import { OpenAlertsList } from "@/components/alerts/open-alerts-list";
import { AttentionList } from "@/components/jobs/attention-list";
import { JobNamesProvider } from "@/components/jobs/job-names";
import { QueuesTable } from "@/components/jobs/queues-table";
import { Quotas } from "@/components/jobs/quotas";
import { RunningJobs } from "@/components/jobs/running-jobs";
import { SystemHealth } from "@/components/jobs/system-health";
import { TodayByHour } from "@/components/jobs/today-by-hour";
import { RefreshOnQueue } from "@/components/live/refresh-on-queue";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { HealthItem } from "@/components/ui/health-row";
import { PageHeader } from "@/components/ui/page-header";
import { Split } from "@/components/ui/split";
import { openAlerts } from "@/lib/alerts/list-alerts";
import { may } from "@/lib/auth/roles";
import { messagesByHour } from "@/lib/campaigns/messages-by-hour";
import { queueMetrics } from "@/lib/campaigns/queue-metrics";
import type { QueueMetrics } from "@/lib/campaigns/queue-schemas";
import type { Context } from "@/lib/context/context";
import { forPage, pageContext } from "@/lib/context/page-context";
import { getFormat } from "@/lib/i18n/get-format";
import { listAttention } from "@/lib/jobs/needs-attention";
import { overviewStats } from "@/lib/jobs/overview-stats";
import { queueOverview } from "@/lib/jobs/queue-overview";
import { showLimits } from "@/lib/jobs/quota";
import { health } from "@/lib/monitoring/health";
import { gatewayGauges } from "@/lib/whatsapp/gauges";

import { jobNames } from "../job-names";
import { gatewayCell } from "./gateway-cell";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

/** What runs, what needs a person, and how the day goes. */
export default async function OverviewPage() {
  const ctx = await pageContext();
  const t = await getTranslations("overview");
  const mayWrite = may(ctx.actor, "jobs:write");
  const seesCampaigns = may(ctx.actor, "campaigns:read");
  const [queue, attention, stats, limits, system, names, campaigns, messages, gauges, alerts] = await forPage(
    Promise.all([
      queueOverview(ctx), listAttention(ctx), overviewStats(ctx), mayWrite ? showLimits(ctx) : null, health(ctx), jobNames(ctx),
      seesCampaigns ? queueMetrics(ctx) : null, seesCampaigns ? messagesByHour(ctx) : undefined, may(ctx.actor, "whatsapp:read") ? gatewayGauges(ctx) : null,
      may(ctx.actor, "alerts:read") ? openAlerts(ctx) : null,
    ]),
  );
  const more = [...(campaigns ? [await breakerCell(campaigns)] : []), ...(gauges ? [await gatewayCell(gauges)] : [])];
  const showsWorkers = may(ctx.actor, "queue:read");
  return (
    <JobNamesProvider names={names}>
      <RefreshOnQueue />
      <PageHeader
        room
        title={t("title")}
        subtitle={await nowInWords(ctx)}
        actions={
          <>
            {may(ctx.actor, "campaigns:write") ? <Button asChild icon={<Megaphone aria-hidden />}><Link href="/campaigns/new">{t("newCampaign")}</Link></Button> : null}
            {mayWrite ? <Button asChild variant="primary" icon={<Plus aria-hidden />}><Link href="/leads">{t("newJob")}</Link></Button> : null}
          </>
        }
      />
      <SystemHealth queue={queue} databaseMs={system.parts.database.latency_ms} showsWorkers={showsWorkers} more={more} />
      {alerts ? <OpenAlertsList initial={alerts} mayWrite={may(ctx.actor, "alerts:write")} /> : null}
      <RunningJobs initial={queue} mayWrite={mayWrite} />
      <AttentionList items={attention} noWorker={showsWorkers && !queue.workers.some((worker) => worker.alive)} mayWrite={mayWrite} />
      {stats.has_jobs || messages?.some((hour) => hour.total || hour.yesterday) ? <TodayByHour stats={stats} messages={messages} /> : <FirstJob mayWrite={mayWrite} />}
      <Split columns={limits ? "minmax(0,1fr) 376px" : "1fr"} className="border-t">
        <QueuesTable queues={stats.queues} />
        {limits ? <Quotas limits={limits.limits} /> : null}
      </Split>
    </JobNamesProvider>
  );
}

const BREAKER_TONES = { closed: "ok", open: "danger", "half-open": "warn" } as const;

/** Whether messages go out. */
async function breakerCell({ metrics: { system } }: QueueMetrics): Promise<HealthItem> {
  const t = await getTranslations("campaigns");
  const format = await getFormat();
  return {
    key: "breaker",
    label: t("metrics.breaker"),
    shortLabel: t("metrics.breaker").toLowerCase(),
    tone: BREAKER_TONES[system.circuitBreakerStatus],
    value: t(`breaker.${system.circuitBreakerStatus}`),
    note: system.circuitBreakerStatus === "closed" ? t("metrics.limit", { rate: format.integer(system.limitPerSecond) }) : (system.breakerReason ?? undefined),
  };
}

async function nowInWords(ctx: Context): Promise<string> {
  const t = await getTranslations("overview");
  const format = await getFormat();
  const now = ctx.now();
  const day = format.weekdayDate(now);
  return t("now", { day: day.charAt(0).toUpperCase() + day.slice(1), time: format.hourMinute(now), zone: (await getTimeZone()).split("/").at(-1)?.replaceAll("_", " ") ?? "" });
}

async function FirstJob({ mayWrite }: { mayWrite: boolean }) {
  const t = await getTranslations("overview.first");
  return (
    <div className="border-t border-line-hair">
      <EmptyState
        heading="h2"
        icon={<Layers />}
        title={t("title")}
        description={t(mayWrite ? "description" : "descriptionReader")}
        action={mayWrite ? <Button asChild><Link href="/leads">{t("action")}</Link></Button> : null}
      />
    </div>
  );
}
