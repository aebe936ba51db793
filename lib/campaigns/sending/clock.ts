/** How long the best reading is trusted: clocks drift apart by some milliseconds an hour. */
const TRUST_MS = 60_000;

/**
 * The database's clock as this process knows it. Slots are instants of that clock, whichever machine a worker runs on; the reading with the shortest
 * way of the last minute says how far our own clock is off.
 */
export class DatabaseClock {
  #offsetMs = 0;
  #wayMs = Infinity;
  #readAt = -Infinity;

  /**
   * Takes in when, by the database's clock (epoch seconds), it began on what was asked at `askedAt` and was done with it; both instants around it are of `localNow`. What
   * it worked and waited for locks in between says nothing of the clock: only the way there and back does.
   */
  read({ beganAt, doneAt }: { beganAt: number; doneAt: number }, askedAt: number, answeredAt: number): void {
    const wayMs = answeredAt - askedAt - (doneAt - beganAt) * 1000;
    if (wayMs > this.#wayMs && answeredAt - this.#readAt < TRUST_MS) return;
    this.#wayMs = wayMs;
    this.#readAt = answeredAt;
    this.#offsetMs = ((beganAt + doneAt) * 1000 - askedAt - answeredAt) / 2;
  }

  /** Epoch milliseconds by the database's clock. */
  now(): number {
    return localNow() + this.#offsetMs;
  }
}

/** Epoch milliseconds by this process's monotonic clock, with microseconds. */
export function localNow(): number {
  return performance.timeOrigin + performance.now();
}
