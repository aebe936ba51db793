import type { QueueMetrics } from "./queue-schemas";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

const ALIVE_SECONDS = 10;

/** `GET /api/dashboard/campaign-queue-metrics`: from the campaigns' own counters, of which there is one row a campaign. */
export async function queueMetrics(ctx: Context): Promise<QueueMetrics> {
  requirePermission(ctx.actor, "campaigns:read");
  const [[sums], [sender], alerts] = await Promise.all([readSums(ctx), readSender(ctx), readAlerts(ctx)]);
  const s = sums!;
  return {
    success: true,
    metrics: {
      campaignQueue: { waiting: s.queued, active: s.sending, completed: s.completed, failed: s.failed, delayed: s.delayed },
      processingQueue: { waiting: s.batchesWaiting, active: s.batchesActive, completed: s.batchesCompleted, failed: s.batchesFailed, delayed: s.batchesDelayed },
      system: {
        campaignsProcessed: s.completed + s.stopped + s.failed,
        messagesSent: s.messagesSent,
        messagesFailed: s.messagesFailed,
        averageProcessingTime: s.batchesCompleted + s.batchesFailed > 0 ? Math.round(s.batchMs / (s.batchesCompleted + s.batchesFailed)) : null,
        activeWorkers: s.workers,
        circuitBreakerStatus: sender?.breaker ?? "closed",
        breakerReason: sender?.breakerReason ?? null,
        breakerOpenedAt: sender && sender.breaker !== "closed" ? (sender.openedAt?.toISOString() ?? null) : null,
        limitPerSecond: settings().TWILIO_MESSAGES_PER_SECOND,
        inFlight: sender?.inFlight ?? 0,
      },
      alerts: alerts.map((alert) => ({ ...alert, openedAt: alert.openedAt.toISOString() })),
    },
  };
}

type Sums = Record<
  | "queued" | "sending" | "completed" | "stopped" | "failed" | "delayed" | "batchesWaiting" | "batchesDelayed" | "batchesActive" | "batchesCompleted" | "batchesFailed"
  | "batchMs" | "messagesSent" | "messagesFailed" | "workers", number>;

function readSums({ db }: Context) {
  return db<Sums[]>`
    select count(*) filter (where status = 'queued') as queued, count(*) filter (where status = 'sending') as sending,
      count(*) filter (where status = 'completed') as completed, count(*) filter (where status = 'stopped') as stopped, count(*) filter (where status = 'failed') as failed,
      count(*) filter (where status in ('scheduled', 'paused')) as delayed,
      coalesce(sum(batches_total - batches_active - batches_completed - batches_failed) filter (where status in ('queued', 'sending')), 0)::bigint as "batchesWaiting",
      coalesce(sum(batches_total - batches_active - batches_completed - batches_failed) filter (where status = 'paused'), 0)::bigint as "batchesDelayed",
      coalesce(sum(batches_active), 0)::bigint as "batchesActive", coalesce(sum(batches_completed), 0)::bigint as "batchesCompleted",
      coalesce(sum(batches_failed), 0)::bigint as "batchesFailed", coalesce(sum(batch_ms), 0)::bigint as "batchMs",
      coalesce(sum(sent + delivered + read), 0)::bigint as "messagesSent", coalesce(sum(campaigns.failed), 0)::bigint as "messagesFailed",
      (select count(*) from worker_pools where stopped_at is null and seen_at > now() - make_interval(secs => ${ALIVE_SECONDS})) as workers
    from campaigns`;
}

function readSender({ db }: Context) {
  return db<{ breaker: "closed" | "open" | "half-open"; breakerReason: string | null; openedAt: Date | null; inFlight: number }[]>`
    select breaker, breaker_reason as "breakerReason", opened_at as "openedAt", in_flight as "inFlight" from senders order by breaker = 'closed', id limit 1`;
}

function readAlerts({ db }: Context) {
  return db<{ id: number; kind: string; campaignId: number | null; campaignName: string | null; detail: Record<string, unknown>; openedAt: Date }[]>`
    select a.id, a.kind, a.campaign_id as "campaignId", c.name as "campaignName", a.detail, a.opened_at as "openedAt"
    from campaign_alerts a left join campaigns c on c.id = a.campaign_id where a.resolved_at is null order by a.opened_at desc limit 50`;
}
