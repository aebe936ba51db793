import { Breaker } from "./breaker";
import { isNewer, Lane, type Ordered, type Waiting } from "./lane";
import { Memory } from "./memory";
import { Spill } from "./spill";
import type { BatchGauges, Outbox, OutboxOptions, QrEvent, StatusEvent } from "./types";
import { createWebClient } from "./web-client";
import { settings } from "@/lib/config/env";
import { readSpilled } from "@/lib/whatsapp/outbox-rows";

export type { BatchGauges, CacheGauges, Outbox, OutboxOptions, QrEvent, StatusEvent } from "./types";

/** A QR lives for 20 to 60 s: it waits for others for less than one. */
const QR_WAIT_MS = 700;
/** Of the time that a disconnection has, this much is for company; the rest is for the way. */
const PRIORITY_SHARE = 0.4;
/** A status has to be in its row a second after its interval at the latest. */
const INTERVAL_SHARE = 0.9;
const SWEEP_MS = 10_000;
const FIRST_SWEEP_MS = 0;

interface Route<E extends Ordered> {
  path: string;
  lane: Lane<E>;
  item: (event: E) => Record<string, unknown>;
  flushedAt: number | null;
}

/** docs/whatsapp.md, "From the gateway to the row". */
export function createOutbox(options: OutboxOptions): Outbox {
  return new WebOutbox(options);
}

class WebOutbox implements Outbox {
  private readonly breaker = new Breaker();
  private readonly memory = new Memory();
  private readonly spill: Spill;
  private readonly post: ReturnType<typeof createWebClient>;
  private readonly batchSize: number;
  private readonly statusWaitMs: number;
  private readonly priorityWaitMs: number;
  private readonly statuses: Route<StatusEvent> = { path: "/api/whatsapp/status/batch", lane: new Lane(), item: statusItem, flushedAt: null };
  private readonly qrs: Route<QrEvent> = { path: "/api/qr/batch", lane: new Lane(), item: qrItem, flushedAt: null };
  private readonly totals = { events: 0, duplicates: 0, superseded: 0, sent: 0, rejected: 0, expired: 0, requests: 0, failedRequests: 0 };
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;
  private sweeper: NodeJS.Timeout | undefined;
  private isDraining = false;
  private onIdle: (() => void) | undefined;

  constructor(private readonly options: OutboxOptions) {
    this.spill = new Spill(options.db, options.log);
    this.post = createWebClient(options.webUrl, options.token);
    this.batchSize = options.batchSize ?? settings().GATEWAY_BATCH_SIZE;
    this.statusWaitMs = (options.intervalMs ?? settings().GATEWAY_BATCH_INTERVAL_MS) * INTERVAL_SHARE;
    this.priorityWaitMs = (options.priorityIntervalMs ?? settings().GATEWAY_PRIORITY_INTERVAL_MS) * PRIORITY_SHARE;
    void this.sweep(FIRST_SWEEP_MS);
  }

  qr(event: QrEvent): void {
    this.totals.events += 1;
    if (this.memory.knowsQr(event)) this.totals.duplicates += 1;
    else this.enqueue(this.qrs, event, Math.min(QR_WAIT_MS, this.statusWaitMs), false);
  }

  status(event: StatusEvent): void {
    this.totals.events += 1;
    if (this.memory.knowsStatus(event)) {
      this.totals.duplicates += 1;
      return;
    }
    if (this.enqueueStatus(event)) this.spill.keep(event);
  }

  async drain(timeoutMs: number): Promise<void> {
    this.isDraining = true;
    clearTimeout(this.sweeper);
    const idle = new Promise<void>((resolve) => (this.onIdle = resolve));
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (limit = setTimeout(resolve, timeoutMs)));
    this.pump();
    await Promise.race([idle, late]);
    clearTimeout(limit);
    clearTimeout(this.timer);
    await this.spill.flush();
    this.spill.stop();
  }

  gauges(): { batch: BatchGauges; cache: ReturnType<Memory["gauges"]> } {
    const now = performance.now();
    const since = (at: number | null | undefined) => (at == null ? null : Math.round(now - at));
    const batch: BatchGauges = {
      qrBatchSize: this.qrs.lane.size,
      statusBatchSize: this.statuses.lane.size,
      priorityBatchSize: this.statuses.lane.urgentSize,
      timeSinceLastFlushQr: since(this.qrs.flushedAt),
      timeSinceLastFlushStatus: since(this.statuses.flushedAt),
      inFlight: this.breaker.inFlight,
      breaker: this.breaker.state,
      failuresInARow: this.breaker.failures,
      ...this.totals,
      oldestWaitingMs: Math.max(0, since(this.statuses.lane.oldest()) ?? 0, since(this.qrs.lane.oldest()) ?? 0),
    };
    return { batch, cache: this.memory.gauges() };
  }

  private enqueueStatus(event: StatusEvent): boolean {
    const isUrgent = event.status === "inactive" || event.status === "failed";
    return this.enqueue(this.statuses, event, isUrgent ? this.priorityWaitMs : this.statusWaitMs, isUrgent);
  }

  private enqueue<E extends Ordered>(route: Route<E>, event: E, waitMs: number, isUrgent: boolean): boolean {
    const before = route.lane.find(event.sessionId);
    if (before) this.totals.superseded += 1;
    if (before && !isNewer(event, before)) return false;
    const now = performance.now();
    route.lane.put({ event, since: now, dueAt: now + waitMs, isUrgent });
    if (route.lane.size >= this.batchSize) this.pump();
    else this.wakeAt(now + waitMs);
    return true;
  }

  /** Sends whatever is due, statuses first, as long as the breaker lets it; then sleeps until the next is. */
  private pump(): void {
    clearTimeout(this.timer);
    this.timerAt = Infinity;
    this.sendDue(this.statuses);
    this.sendDue(this.qrs);
    if (this.isDraining && this.statuses.lane.size + this.qrs.lane.size + this.breaker.inFlight === 0) this.onIdle?.();
    const dues = [this.statuses.lane.nextDueAt(), this.qrs.lane.nextDueAt()].filter((at) => at !== undefined);
    if (dues.length === 0) return;
    const due = this.isDue(this.statuses) || this.isDue(this.qrs) ? 0 : Math.min(...dues);
    this.wakeAt(Math.max(due, performance.now() + this.breaker.waitMs()));
  }

  private sendDue<E extends Ordered>(route: Route<E>): void {
    while (this.isDue(route) && this.breaker.waitMs() === 0) {
      const batch = this.takeFrom(route);
      if (batch.length > 0) void this.send(route, batch);
    }
  }

  private isDue({ lane }: { lane: Pick<Lane<Ordered>, "size" | "nextDueAt"> }): boolean {
    if (lane.size === 0) return false;
    return this.isDraining || lane.size >= this.batchSize || lane.nextDueAt()! <= performance.now();
  }

  private takeFrom<E extends Ordered>(route: Route<E>): Waiting<E>[] {
    const taken = route.lane.take(this.batchSize);
    const now = Date.now();
    const alive = taken.filter(({ event }) => !("expiresAt" in event) || (event.expiresAt as Date).getTime() > now);
    this.totals.expired += taken.length - alive.length;
    return alive;
  }

  private wakeAt(at: number): void {
    if (at >= this.timerAt || at === Infinity) return;
    clearTimeout(this.timer);
    this.timerAt = at;
    this.timer = setTimeout(() => this.pump(), Math.max(0, at - performance.now()));
  }

  private async send<E extends Ordered>(route: Route<E>, batch: Waiting<E>[]): Promise<void> {
    this.breaker.begin();
    this.totals.requests += 1;
    route.flushedAt = performance.now();
    const outcome = await this.post(route.path, batch.map(({ event }) => route.item(event)));
    if (outcome.kind === "failed") this.onFailed(route, batch, outcome);
    else {
      if (this.breaker.succeed()) this.options.log.info({ gateway: this.options.gatewayId }, "the web answers again; what waited is being sent");
      if (outcome.kind === "taken") this.onTaken(route, batch, outcome.rejected);
      else this.onRefused(route, batch, outcome.why);
    }
    this.pump();
  }

  private onTaken<E extends Ordered>(route: Route<E>, batch: Waiting<E>[], rejected: { index: number; path?: string }[]): void {
    this.totals.sent += batch.length - rejected.length;
    this.totals.rejected += rejected.length;
    for (const { index, path } of rejected) this.onBad(batch[index]?.event, `field ${path ?? "unknown"}`);
    if (this.isStatuses(route)) this.spill.release(batch.map(({ event }) => event));
  }

  /** The web cannot read this batch: halves, until the one it cannot read is alone. */
  private onRefused<E extends Ordered>(route: Route<E>, batch: Waiting<E>[], why: string): void {
    this.totals.failedRequests += 1;
    if (batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      void this.send(route, batch.slice(0, half));
      void this.send(route, batch.slice(half));
      return;
    }
    this.totals.rejected += 1;
    this.onBad(batch[0]!.event, why);
    if (this.isStatuses(route)) this.spill.release([batch[0]!.event]);
  }

  private onBad(event: Ordered | undefined, why: string): void {
    if (!event) return;
    this.memory.forget(event.sessionId);
    this.options.log.error({ session: event.sessionId, epoch: event.epoch, seq: event.seq, why }, "the web refused what this session reported; its row shows the state before");
  }

  private onFailed<E extends Ordered>(route: Route<E>, batch: Waiting<E>[], { why, waitMs }: { why: string; waitMs: number }): void {
    this.totals.failedRequests += 1;
    route.lane.putBack(batch);
    if (!this.breaker.fail(waitMs)) return;
    this.options.log.warn({ why, gateway: this.options.gatewayId, waiting: this.statuses.lane.size }, "the web does not answer: statuses wait in the table, the newest of each session, until it does; look at GATEWAY_WEB_URL and the web's log");
  }

  private isStatuses(route: unknown): boolean {
    return route === this.statuses;
  }

  /** Takes up what gateways that are no more have left in the table. */
  private async sweep(olderThanMs: number): Promise<void> {
    try {
      for (const event of await readSpilled(this.options.db, olderThanMs)) {
        const waiting = this.statuses.lane.find(event.sessionId);
        if (waiting && !isNewer(event, waiting)) continue;
        this.spill.adopt(event.sessionId);
        this.enqueueStatus(event);
      }
    } catch (error) {
      this.options.log.warn({ err: error }, "what earlier gateways left in the table cannot be read; trying again");
    }
    if (!this.isDraining) this.sweeper = setTimeout(() => void this.sweep(SWEEP_MS + 5_000), SWEEP_MS).unref();
  }
}

function statusItem({ sessionId, epoch, seq, status, reason, closeCode, phone, name, at }: StatusEvent) {
  return { sessionId, epoch, seq, status, reason: clean(reason, 64), closeCode, phone, name: clean(name, 200), timestamp: at.getTime() };
}

/** A name is whatever its owner wrote: without what a database or JSON cannot hold. */
function clean(text: string | undefined, max: number): string | undefined {
  return text?.slice(0, max).replace(/[\0\p{Surrogate}]/gu, "") || undefined;
}

function qrItem({ sessionId, epoch, seq, qr, expiresAt }: QrEvent) {
  return { sessionId, epoch, seq, qr, timestamp: Date.now(), expiresAt: expiresAt.getTime() };
}
