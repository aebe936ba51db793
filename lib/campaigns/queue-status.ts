import type { CampaignStatus, QueueStatus, RecipientStatus } from "./schemas";
import { countsOf, iso } from "./view";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";

interface StatusRow extends Record<RecipientStatus, number> {
  id: number;
  status: CampaignStatus;
  reason: string | null;
  reasonCode: number | null;
  resumeAt: Date | null;
  total: number;
  batchesTotal: number;
  batchesActive: number;
  batchesCompleted: number;
  batchesFailed: number;
  batchMs: number;
  recentOutcomes: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  version: number;
  breaker: "closed" | "open" | "half-open";
  breakerReason: string | null;
  openedAt: Date | null;
  sentToday: number;
  dailyCap: number | null;
  inFlight: number;
  elapsedSeconds: number | null;
}

/** `GET /api/campaigns/{id}/queue-status`: from the counters on the campaign's and the sender's rows; no row is counted. @throws AppError `not_found` */
export async function queueStatus(ctx: Context, id: number): Promise<QueueStatus> {
  requirePermission(ctx.actor, "campaigns:read");
  const [row] = await ctx.db<StatusRow[]>`
    select c.id, c.status, c.reason, c.reason_code as "reasonCode", c.resume_at as "resumeAt", c.total, c.pending, c.sending, c.sent, c.delivered, c.read,
      c.failed, c.skipped, c.unknown, c.batches_total as "batchesTotal", c.batches_active as "batchesActive", c.batches_completed as "batchesCompleted",
      c.batches_failed as "batchesFailed", c.batch_ms as "batchMs", c.recent_outcomes as "recentOutcomes", c.started_at as "startedAt",
      c.finished_at as "finishedAt", c.version, s.breaker, s.breaker_reason as "breakerReason", s.opened_at as "openedAt", s.daily_cap as "dailyCap", s.in_flight as "inFlight",
      case when s.sent_day = (now() at time zone ${settings().APP_TIMEZONE})::date then s.sent_today else 0 end as "sentToday",
      extract(epoch from coalesce(c.finished_at, c.paused_at, now()) - c.started_at)::float8 as "elapsedSeconds"
    from campaigns c join senders s on s.id = c.sender_id where c.id = ${id}`;
  if (!row) throw new AppError("not_found");
  return { success: true, status: toStatus(row) };
}

function toStatus(row: StatusRow): QueueStatus["status"] {
  const success = row.sent + row.delivered + row.read;
  const processed = row.total - row.pending - row.sending;
  return {
    campaignId: row.id,
    status: row.status,
    reason: row.reason,
    reasonCode: row.reasonCode,
    resumeAt: iso(row.resumeAt),
    totalJobs: row.batchesTotal,
    activeJobs: row.batchesActive,
    waitingJobs: row.batchesTotal - row.batchesActive - row.batchesCompleted - row.batchesFailed,
    completedJobs: row.batchesCompleted,
    failedJobs: row.batchesFailed,
    progress: { processed, total: row.total, success, failed: row.failed, percentage: row.total === 0 ? 0 : Math.floor((processed / row.total) * 1000) / 10 },
    counts: countsOf(row),
    metrics: metricsOf(row, success + row.failed + row.unknown),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    version: row.version,
  };
}

function metricsOf(row: StatusRow, attempted: number): QueueStatus["status"]["metrics"] {
  const limit = settings().TWILIO_MESSAGES_PER_SECOND;
  const rate = row.elapsedSeconds && attempted > 0 ? attempted / row.elapsedSeconds : null;
  const outcomes = row.recentOutcomes.length;
  const ended = row.batchesCompleted + row.batchesFailed;
  return {
    messagesPerSecond: rate === null ? null : Math.round(rate * 10) / 10,
    limitPerSecond: limit,
    etaSeconds: row.status === "sending" || row.status === "queued" ? Math.ceil((row.pending + row.sending) / limit) : null,
    averageBatchTime: ended > 0 ? Math.round(row.batchMs / ended) : null,
    failureRate: outcomes === 0 ? 0 : row.recentOutcomes.replaceAll("0", "").length / outcomes,
    circuitBreakerStatus: row.breaker,
    breakerReason: row.breakerReason,
    breakerOpenedAt: row.breaker === "closed" ? null : iso(row.openedAt),
    sentToday: row.sentToday,
    dailyCap: row.dailyCap,
    inFlight: row.inFlight,
  };
}
