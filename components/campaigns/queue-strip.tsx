"use client";

import { useTranslations } from "next-intl";

import { useLive } from "@/components/live/use-live";
import { Notice } from "@/components/ui/notice";
import { Stat, StatRow } from "@/components/ui/stat-row";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { QueueMetrics } from "@/lib/campaigns/queue-schemas";

const TONES = { closed: "ok", open: "danger", "half-open": "warn" } as const;

/** Breaker's state, icon and word. */
export function BreakerStatus({ state }: { state: keyof typeof TONES }) {
  const t = useTranslations("campaigns.breaker");
  return <Status look="text" tone={TONES[state]}>{t(state)}</Status>;
}

/** The sending queue, live: what runs and waits, what was sent, the breaker, and what needs a person. */
export function QueueStrip({ initial }: { initial: QueueMetrics }) {
  const t = useTranslations("campaigns");
  const format = useFormat();
  const { metrics } = useLive({ topic: "campaign-queue", path: "/api/dashboard/campaign-queue-metrics", initialData: initial });
  const { campaignQueue, processingQueue, system, alerts } = metrics;
  return (
    <>
      {system.circuitBreakerStatus === "closed" ? null : (
        <Notice tone="danger">
          <strong className="font-medium">{t("breaker.notice")}</strong>. {t("breaker.why", { reason: system.breakerReason ?? "–" })}
        </Notice>
      )}
      {alerts.filter((alert) => alert.kind !== "breaker_open").map((alert) => (
        <Notice key={alert.id} tone="warn">
          {t.has(`alerts.${alert.kind}` as "alerts.batch_time") ? t(`alerts.${alert.kind}` as "alerts.batch_time") : alert.kind}
          {alert.campaignName ? `: ${alert.campaignName}` : ""}, {format.dateTime(alert.openedAt)}
        </Notice>
      ))}
      <StatRow className="border-b">
        <Stat label={t("metrics.running")} value={format.integer(campaignQueue.active)} note={t("metrics.waiting", { count: format.integer(campaignQueue.waiting + campaignQueue.delayed) })} />
        <Stat
          label={t("metrics.batches")}
          value={format.integer(processingQueue.active)}
          note={t("metrics.batchesNote", { waiting: format.integer(processingQueue.waiting), done: format.integer(processingQueue.completed) })}
        />
        <Stat label={t("metrics.sent")} value={format.integer(system.messagesSent)} note={t("metrics.failed", { count: format.integer(system.messagesFailed) })} />
        <Stat label={t("metrics.breaker")} value={<BreakerStatus state={system.circuitBreakerStatus} />} note={t("metrics.limit", { rate: format.integer(system.limitPerSecond) })} />
        <Stat label={t("metrics.workers")} value={format.integer(system.activeWorkers)} />
      </StatRow>
    </>
  );
}
