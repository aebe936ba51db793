import { isNewer, type Ordered } from "./lane";
import type { StatusEvent } from "./types";
import type { Context } from "@/lib/context/context";
import type { Log } from "@/lib/log/log";
import { deleteSpilled, writeSpilled } from "@/lib/whatsapp/outbox-rows";

const WRITE_AFTER_MS = 25;
const DELETE_AFTER_MS = 500;
const RETRY_MS = 1_000;

/**
 * Keeps statuses that the web has not taken yet in a table, so that a killed gateway loses none. Writes are grouped for 25 ms and never overlap with
 * deletes: a row goes only after its write, and only if nothing newer stands in it.
 */
export class Spill {
  private dirty = new Map<string, StatusEvent>();
  private acknowledged = new Map<string, Ordered>();
  private readonly written = new Set<string>();
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private hasFailed = false;

  constructor(private readonly db: Context["db"], private readonly log: Log) {}

  keep(event: StatusEvent): void {
    this.dirty.set(event.sessionId, event);
    this.schedule(WRITE_AFTER_MS);
  }

  /** A row that is there already, of an earlier life. */
  adopt(sessionId: string): void {
    this.written.add(sessionId);
  }

  /** The web has them: their rows can go. */
  release(events: Ordered[]): void {
    for (const { sessionId, epoch, seq } of events) {
      const waiting = this.dirty.get(sessionId);
      if (waiting && !isNewer(waiting, { sessionId, epoch, seq })) this.dirty.delete(sessionId);
      if (this.written.has(sessionId) || this.running) this.acknowledged.set(sessionId, { sessionId, epoch, seq });
    }
    if (this.acknowledged.size > 0) this.schedule(DELETE_AFTER_MS);
  }

  /** Writes and deletes what is due now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.dueAt = Infinity;
    await this.running;
    this.running = this.run().finally(() => (this.running = undefined));
    await this.running;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    const at = performance.now() + delayMs;
    if (at >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = setTimeout(() => void this.flush(), delayMs);
  }

  private async run(): Promise<void> {
    const [events, gone] = [this.dirty, this.acknowledged];
    this.dirty = new Map();
    this.acknowledged = new Map();
    try {
      if (events.size > 0) await writeSpilled(this.db, [...events.values()]);
      for (const sessionId of events.keys()) this.written.add(sessionId);
      if (gone.size > 0) await deleteSpilled(this.db, [...gone.values()]);
      for (const sessionId of gone.keys()) if (!this.dirty.has(sessionId)) this.written.delete(sessionId);
      if (this.hasFailed) this.log.info("statuses are kept in the table again");
      this.hasFailed = false;
    } catch (error) {
      if (!this.hasFailed) this.log.warn({ err: error }, "statuses cannot be kept in the table: a killed gateway would lose them; trying again each second");
      this.hasFailed = true;
      this.dirty = new Map([...events, ...this.dirty]);
      this.acknowledged = new Map([...gone, ...this.acknowledged]);
      this.schedule(RETRY_MS);
    }
  }
}
