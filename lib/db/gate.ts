import { onEnd, type Query } from "./guarded-query";
import { AppError } from "@/lib/errors/errors";
import { record } from "@/lib/measure/recorder";
import { beginStatement } from "@/lib/trace/statements";

export interface GateOptions {
  /** Statements and transactions at once: as many as the pool has connections. */
  max: number;
  /** How many may wait for their turn; whoever comes later is refused at once. */
  maxWaiting: number;
  /** How long one may wait. */
  waitMs: number;
}

interface Waiter {
  since: number;
  /** Undefined once it was let in or gave up. */
  enter: ((refused?: AppError) => void) | undefined;
}

const RETRY_AFTER_SECONDS = 2;
const EXPIRE_EVERY_MS = 50;

/**
 * The queue before the pool. postgres.js alone takes any number of statements and lets them wait without end, in memory and behind one another on
 * connections that are busy; here they wait in order, a bounded number for a bounded time.
 */
export class Gate {
  #inUse = 0;
  #waiting: Waiter[] = [];
  #head = 0;
  #timer: NodeJS.Timeout | undefined;

  #max: number;

  constructor(readonly options: GateOptions) {
    this.#max = options.max;
  }

  /** Statements and transactions at once; at most as many as the pool has connections. */
  get max(): number {
    return this.#max;
  }

  /** Lets more or fewer in from now on; nobody who is in is put out. */
  resize(max: number): void {
    this.#max = Math.min(max, this.options.max);
    while (this.#inUse < this.#max && this.#letIn()) this.#inUse += 1;
  }

  /** Statements and transactions under way. */
  get inUse(): number {
    return this.#inUse;
  }

  get waiting(): number {
    return this.#waiting.length - this.#head;
  }

  /**
   * Takes a place: at once (undefined), or when one is free.
   * @throws AppError `unavailable` when too many wait, or none was free in time
   */
  enter(): Promise<void> | undefined {
    if (this.#inUse < this.#max) {
      this.#inUse += 1;
      return undefined;
    }
    if (this.waiting >= this.options.maxWaiting) return Promise.reject(refusal());
    const since = performance.now();
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        since,
        enter: (refused) => {
          record("pool", "wait", refused ? "refused" : "ok", (performance.now() - since) * 1000);
          if (refused) reject(refused);
          else resolve();
        },
      });
      this.#timer ??= setInterval(() => this.#expire(), EXPIRE_EVERY_MS).unref();
    });
  }

  /** Gives the place up: to whoever waits longest, if anybody. */
  leave(): void {
    if (this.#inUse > this.#max || !this.#letIn()) this.#inUse -= 1;
  }

  #letIn(): boolean {
    const next = this.#next();
    next?.enter?.();
    return next !== undefined;
  }

  #next(): Waiter | undefined {
    const next = this.#waiting[this.#head];
    if (!next) return undefined;
    this.#head += 1;
    if (this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }

  /** All wait equally long at most, so that only the first ones can be over their time. */
  #expire(): void {
    const oldest = performance.now() - this.options.waitMs;
    while ((this.#waiting[this.#head]?.since ?? Infinity) < oldest) this.#next()?.enter?.(refusal());
    if (this.waiting > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function refusal(): AppError {
  return new AppError("unavailable", { messageKey: "busy", retryAfter: RETRY_AFTER_SECONDS });
}

/** Lets a statement in when there is a place for it, and gives the place up when it has ended. */
export function queued(gate: Gate, query: Query): void {
  const run = query.handler;
  query.handler = (ready) => {
    const entered = gate.enter();
    if (!entered) return start(gate, ready, run);
    entered.then(
      () => start(gate, ready, run),
      (error: unknown) => ready.reject(error),
    );
  };
}

function start(gate: Gate, query: Query, run: Query["handler"]): void {
  // Cancelled while it waited: it has been told so.
  if (query.cancelled) return gate.leave();
  const ended = beginStatement(query.strings);
  onEnd(query, (failed) => {
    gate.leave();
    ended?.(failed);
  });
  run(query);
}
