import type { Context } from "@/lib/context/context";
import type { Log } from "@/lib/log/log";
import type { SpilledStatus } from "@/lib/whatsapp/outbox-rows";

/** `seq` rises with every event of a session, QRs and statuses alike, as long as its epoch lasts. */
interface SessionEvent {
  sessionId: string;
  epoch: number;
  seq: number;
}

export interface QrEvent extends SessionEvent {
  qr: string;
  expiresAt: Date;
}

/** A status to tell the web of, as it is kept until the web has taken it. */
export type StatusEvent = SpilledStatus;

export interface OutboxOptions {
  db: Context["db"];
  gatewayId: string;
  /** Where the web answers, without a path. */
  webUrl: string;
  token: string;
  log: Log;
  /** Events of a request; GATEWAY_BATCH_SIZE unless given. */
  batchSize?: number;
  /** The longest a status waits for company; GATEWAY_BATCH_INTERVAL_MS unless given. */
  intervalMs?: number;
  /** The longest from a disconnection to its row; GATEWAY_PRIORITY_INTERVAL_MS unless given. */
  priorityIntervalMs?: number;
}

/** Carries what sessions report to the web: once, newest first known, disconnections first, nothing lost. */
export interface Outbox {
  qr(event: QrEvent): void;
  status(event: StatusEvent): void;
  /** Sends what waits; what cannot be sent in time stays in the table. Nothing may be reported afterwards. */
  drain(timeoutMs: number): Promise<void>;
  gauges(): { batch: BatchGauges; cache: CacheGauges };
}

/** The body of `GET /metrics/batch`. */
export interface BatchGauges {
  qrBatchSize: number;
  statusBatchSize: number;
  priorityBatchSize: number;
  timeSinceLastFlushQr: number | null;
  timeSinceLastFlushStatus: number | null;
  inFlight: number;
  breaker: "closed" | "open" | "half-open";
  failuresInARow: number;
  events: number;
  duplicates: number;
  superseded: number;
  sent: number;
  rejected: number;
  expired: number;
  requests: number;
  failedRequests: number;
  oldestWaitingMs: number;
}

/** The body of `GET /metrics/cache`: what is remembered of what was sent, by kind. */
export interface CacheGauges {
  totalKeys: number;
  qrKeys: number;
  statusKeys: number;
  connectionKeys: number;
  infoKeys: number;
  hits: number;
  misses: number;
  hitRate: number;
}
