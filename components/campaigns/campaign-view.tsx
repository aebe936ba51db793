"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";

import { useLive } from "@/components/live/use-live";
import { FunnelBars, type FunnelStage } from "@/components/ui/charts/funnel-bars";
import { LineChart } from "@/components/ui/charts/line-chart";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Split } from "@/components/ui/split";
import { Stat, StatRow } from "@/components/ui/stat-row";
import { useFormat } from "@/components/ui/use-format";
import { formatFor } from "@/lib/i18n/format";
import type { Campaign, QueueStatus } from "@/lib/campaigns/schemas";

import { CampaignActions } from "./campaign-actions";
import { CampaignPreview } from "./campaign-preview";
import { CampaignStatusBadge, RECIPIENT } from "./campaign-status";
import { FailureList } from "./failure-list";
import { BreakerStatus } from "./queue-strip";
import { RecipientsTable } from "./recipients-table";
import { campaignPath, rateQuery } from "./requests";
import { useTwilioCode } from "./use-why";

export interface CampaignViewProps {
  campaign: Campaign;
  initial: QueueStatus;
  mayWrite: boolean;
}

/** One campaign, moving. */
export function CampaignView({ campaign, initial, mayWrite }: CampaignViewProps) {
  const { status } = useLive({ topic: `campaign:${campaign.id}`, path: campaignPath(campaign.id, "/queue-status"), initialData: initial });
  const isDraft = status.status === "draft" || status.status === "scheduled";
  return (
    <>
      <PageHeader
        title={campaign.name}
        status={<CampaignStatusBadge status={status.status} />}
        subtitle={<Subtitle campaign={campaign} total={status.progress.total} />}
        actions={mayWrite ? <CampaignActions campaign={campaign} status={status} /> : null}
      />
      <Reason status={status} />
      {isDraft ? <CampaignPreview campaign={campaign} /> : <Running campaign={campaign} status={status} mayWrite={mayWrite} />}
    </>
  );
}

function Subtitle({ campaign, total }: { campaign: Campaign; total: number }) {
  const t = useTranslations("campaigns.detail");
  const format = useFormat();
  const ofCampaign = formatFor(useLocale(), campaign.timeZone);
  const parts = [
    total > 0 && t("subtitle", { count: total, n: format.integer(total) }),
    campaign.startedAt ? t("startedBy", { when: format.dateTime(campaign.startedAt), who: campaign.startedBy ?? "" }) : t("createdBy", { who: campaign.createdBy }),
    campaign.scheduledAt && t("scheduledFor", { when: `${ofCampaign.date(campaign.scheduledAt)}, ${ofCampaign.hourMinute(campaign.scheduledAt)}`, zone: campaign.timeZone }),
  ];
  return <>{parts.filter(Boolean).join(". ")}</>;
}

function Reason({ status }: Pick<StatusProps, "status">) {
  const t = useTranslations("campaigns.reason");
  const format = useFormat();
  const code = useTwilioCode();
  if (status.metrics.circuitBreakerStatus !== "closed" && status.status === "sending") return <BreakerNotice status={status} />;
  if (status.reason === null || (status.status !== "paused" && status.status !== "failed")) return null;
  const why = t.has(status.reason as "by_user") ? t(status.reason as "by_user") : status.reason;
  return (
    <Notice tone={status.status === "failed" ? "danger" : "warn"}>
      <strong className="font-medium">{why}</strong>
      {status.reasonCode === null ? "" : `. ${code(status.reasonCode)}`}
      {status.resumeAt === null ? "" : `. ${t("resumes", { when: format.dateTime(status.resumeAt) })}`}
    </Notice>
  );
}

function BreakerNotice({ status }: Pick<StatusProps, "status">) {
  const t = useTranslations("campaigns.breaker");
  return (
    <Notice tone="danger">
      <strong className="font-medium">{t("notice")}</strong>. {t("why", { reason: status.metrics.breakerReason ?? "–" })}
    </Notice>
  );
}

interface StatusProps {
  campaign: Campaign;
  status: QueueStatus["status"];
  mayWrite: boolean;
}

function Running({ campaign, status, mayWrite }: StatusProps) {
  const t = useTranslations("campaigns.detail");
  const live = status.status === "sending" || status.status === "queued";
  return (
    <>
      <Figures campaign={campaign} status={status} />
      <Split columns="3fr 2fr">
        <Section first title={t("funnel")} count={t("funnelUnit")}>
          <Funnel counts={status.counts} total={status.progress.total} />
          {status.counts.failed > 0 ? <FailureList id={campaign.id} failed={status.counts.failed} /> : null}
        </Section>
        <Section first title={t("rateChart")} count={t("rateUnit")}><Rate id={campaign.id} live={live} /></Section>
      </Split>
      <RecipientsTable id={campaign.id} counts={status.counts} live={live} mayRetry={mayWrite && status.status !== "stopped"} />
    </>
  );
}

function Figures({ campaign, status }: Pick<StatusProps, "campaign" | "status">) {
  const t = useTranslations("campaigns.detail");
  const format = useFormat();
  const { progress, metrics } = status;
  return (
    <StatRow className="border-b">
      <Stat
        label={t("progress")}
        value={format.percentWhole(Math.floor(progress.percentage) / 100)}
        context={`${format.integer(progress.processed)} ${t("of", { total: format.integer(progress.total) })}`}
        note={metrics.etaSeconds === null ? (status.finishedAt ? `${t("etaEnds")} ${format.dateTime(status.finishedAt)}` : undefined) : t("eta", { eta: format.duration(metrics.etaSeconds) })}
      />
      <Stat label={t("rate")} value={metrics.messagesPerSecond === null ? "–" : format.perSecond(metrics.messagesPerSecond)} note={t("rateNote", { rate: format.integer(metrics.limitPerSecond) })} />
      <Stat label={t("breaker")} value={<BreakerStatus state={metrics.circuitBreakerStatus} />} note={t("breakerNote", { share: format.percent(metrics.failureRate) })} />
      <Stat label={t("sender")} value={campaign.sender} note={t("senderNote")} />
      <Stat label={t("quota")} value={format.integer(metrics.sentToday)} context={metrics.dailyCap === null ? undefined : t("quotaOf", { cap: format.integer(metrics.dailyCap) })} note={metrics.dailyCap === null ? t("quotaNone") : undefined} />
    </StatRow>
  );
}

/** How far people came: who read it has got it, and who got it was sent it. */
function Funnel({ counts, total }: { counts: QueueStatus["status"]["counts"]; total: number }) {
  const t = useTranslations("campaigns");
  const format = useFormat();
  const delivered = counts.delivered + counts.read;
  const sent = counts.sent + delivered;
  const share = (part: number, whole: number) => format.percent(whole === 0 ? 0 : part / whole);
  const stage = (key: keyof typeof RECIPIENT, value: number, context: string, tone?: FunnelStage["tone"]): FunnelStage => ({
    key, label: t(`recipientStatus.${key}`), icon: RECIPIENT[key].icon, value, context, tone,
  });
  const stages = [
    stage("pending", counts.pending + counts.sending, t("detail.ofTotal", { share: share(counts.pending + counts.sending, total) }), "neutral"),
    stage("sent", sent, t("detail.ofTotal", { share: share(sent, total) })),
    stage("delivered", delivered, t("detail.ofSent", { share: share(delivered, sent) })),
    stage("read", counts.read, t("detail.ofDelivered", { share: share(counts.read, delivered) })),
    stage("failed", counts.failed, t("detail.ofTotal", { share: share(counts.failed, total) }), "danger"),
    stage("unknown", counts.unknown, t("detail.unconfirmed"), "warn"),
    stage("skipped", counts.skipped, t("detail.ofTotal", { share: share(counts.skipped, total) }), "neutral"),
  ];
  return <FunnelBars tableCaption={t("detail.funnel")} stages={stages} max={Math.max(1, total)} />;
}

function Rate({ id, live }: { id: number; live: boolean }) {
  const t = useTranslations("campaigns.detail");
  const format = useFormat();
  const { data } = useQuery(rateQuery(id, live));
  const limit = data?.limitPerSecond ?? 0;
  return (
    <LineChart
      tableCaption={t("rateChart")}
      valueLabel={t("perSecond")}
      points={(data?.points ?? []).map((point) => ({ at: Date.parse(point.at), value: point.perSecond }))}
      limit={limit > 0 ? { value: limit, label: t("rateLimit", { rate: format.integer(limit) }) } : undefined}
      height={220}
    />
  );
}
