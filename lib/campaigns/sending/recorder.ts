import { setTimeout as sleep } from "node:timers/promises";
import { BREAKER_FAILURES } from "./options";
import type { Verdict } from "./outcome";
import type { Database } from "@/lib/db/sql";
import { type BusMessage, CHANNEL } from "@/lib/events/bus";
import type { Log } from "@/lib/log/log";

/** Outcomes wait this long for company, so that many are written by one statement. */
const GATHER_MS = 25;
const GATHER_ROWS = 100;
/** So many are written without waiting: behind them recipients wait for their room in flight. */
const ENOUGH_ROWS = 20;
const RETRY_MS = 250;
const NOTIFY_MS = 300;

export interface BreakerState {
  breaker: "closed" | "open" | "half-open";
  failures: number;
}

interface Entry {
  verdict: Verdict;
  written: () => void;
}

/**
 * Writes outcomes in groups, one statement a group, in the order of the answers. Nothing is dropped: while the database is away the outcomes wait here, and
 * what a killed process had not written is looked up later.
 */
export class Recorder {
  #waiting: Entry[] = [];
  #isWriting = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly senderId: number,
    private readonly workerId: string,
    private readonly log: Log,
    private readonly onState: (state: BreakerState) => void,
  ) {}

  readonly #notified = new Map<number, number>();

  /** Takes an outcome; `written` is called when it is committed. A failure is written at once: the breaker must know. */
  add(verdict: Verdict, written: () => void): void {
    this.#waiting.push({ verdict, written });
    const urgent = verdict.mark === "F" || verdict.pause !== undefined;
    if (urgent || this.#waiting.length >= ENOUGH_ROWS) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), GATHER_MS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isWriting) void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GATHER_ROWS);
      const state = await this.#persist(group.map((entry) => entry.verdict));
      for (const entry of group) entry.written();
      this.onState(state);
    }
    this.#isWriting = false;
  }

  async #persist(group: Verdict[]): Promise<BreakerState> {
    const news = this.#news(group);
    for (;;) {
      try {
        return await this.#record(group, news);
      } catch (error) {
        this.log.error({ err: error, outcomes: group.length }, "outcomes of sent messages could not be written yet; trying again");
        await sleep(RETRY_MS);
      }
    }
  }

  async #record(group: Verdict[], news: BusMessage[]): Promise<BreakerState> {
    const rows = group.map((verdict) => verdict.row);
    const marks = group.map((verdict) => verdict.mark).join("");
    const failure = group.findLast((verdict) => verdict.failure)?.failure ?? null;
    const optOuts = group.flatMap((verdict) => verdict.optOut ?? []);
    const pauses = group.flatMap((verdict) => verdict.pause ?? []);
    const [row] = await this.db<{ state: BreakerState }[]>`
      select campaign_record(${this.senderId}, ${this.workerId}, ${JSON.stringify(rows)}::text::jsonb, ${marks}, ${BREAKER_FAILURES},
        ${failure}, ${JSON.stringify(optOuts)}::text::jsonb, ${JSON.stringify(pauses)}::text::jsonb) as state,
        (select count(pg_notify(${CHANNEL}, message::text)) from jsonb_array_elements(${JSON.stringify(news)}::text::jsonb) message) as told`;
    return row!.state;
  }

  /** What those who watch are told, not more often than they look; whoever ends the batch tells the rest. */
  #news(group: Verdict[]): BusMessage[] {
    const now = performance.now();
    const news: BusMessage[] = [];
    for (const id of new Set(group.map((verdict) => verdict.row.c))) {
      const paused = group.some((verdict) => verdict.pause?.c === id);
      if (!paused && now - (this.#notified.get(id) ?? -Infinity) < NOTIFY_MS) continue;
      this.#notified.set(id, now);
      news.push({ kind: "campaign", id, status: paused ? "paused" : "sending" });
    }
    return news;
  }
}
