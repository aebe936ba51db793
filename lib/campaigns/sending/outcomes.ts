import type { Verdict } from "./outcome";
import type { BusMessage } from "@/lib/events/bus";

/** Outcomes wait this long for company, so that many are written by one statement. */
const GATHER_MS = 200;
const GROUP = 100;
const NOTIFY_MS = 300;

interface Entry {
  verdict: Verdict;
  written: () => void;
  dueAt: number;
}

/** Outcomes that go to the database together. */
export interface OutcomeGroup {
  entries: Entry[];
  news: BusMessage[];
}

/**
 * What came of messages and is not written yet, in the order of the answers. Nothing is dropped: while the database is away the outcomes wait here, and what a killed
 * process had not written is looked up later.
 */
export class Outcomes {
  readonly #notified = new Map<number, number>();
  #waiting: Entry[] = [];
  #firstDueAt = Infinity;
  #notBefore = -Infinity;

  get count(): number {
    return this.#waiting.length;
  }

  /** Takes an outcome; `written` is called when it is committed. A failure is due at once: the breaker must know. */
  add(verdict: Verdict, written: () => void): void {
    const urgent = verdict.mark === "F" || verdict.pause !== undefined;
    const entry = { verdict, written, dueAt: urgent ? -Infinity : performance.now() + GATHER_MS };
    this.#waiting.push(entry);
    this.#firstDueAt = Math.min(this.#firstDueAt, entry.dueAt);
  }

  /** When they are to be written, by `performance.now()`. */
  dueAt(): number {
    return Math.max(this.#notBefore, this.#firstDueAt);
  }

  /** The next ones to write; whoever takes them tells `written`, or puts them back. */
  take(): OutcomeGroup {
    const entries = this.#waiting.splice(0, GROUP);
    this.#firstDueAt = firstDueAt(this.#waiting);
    return { entries, news: this.#news(entries) };
  }

  /** After a write that failed: they are the first again, not before `retryAt`. */
  putBack({ entries }: OutcomeGroup, retryAt: number): void {
    this.#notified.clear();
    this.#waiting = [...entries, ...this.#waiting];
    this.#firstDueAt = firstDueAt(this.#waiting);
    this.#notBefore = retryAt;
  }

  /** What those who watch are told, not more often than they look; whoever ends the batch tells the rest. */
  #news(entries: Entry[]): BusMessage[] {
    const now = performance.now();
    const news: BusMessage[] = [];
    for (const id of new Set(entries.map((entry) => entry.verdict.row.c))) {
      const paused = entries.some((entry) => entry.verdict.pause?.c === id);
      if (!paused && now - (this.#notified.get(id) ?? -Infinity) < NOTIFY_MS) continue;
      this.#notified.set(id, now);
      news.push({ kind: "campaign", id, status: paused ? "paused" : "sending" });
    }
    return news;
  }
}

function firstDueAt(entries: Entry[]): number {
  return Math.min(...entries.map((entry) => entry.dueAt));
}
