/** How long the best reading is trusted: clocks drift apart by some milliseconds an hour. */
const TRUST_MS = 60_000;

/**
 * The database's clock as this process knows it. Slots are instants of that clock, whichever machine a worker runs on; the reading with the shortest
 * round trip of the last minute says how far our own clock is off.
 */
export class DatabaseClock {
  #offsetMs = 0;
  #roundTripMs = Infinity;
  #readAt = -Infinity;

  /** Takes in what the database said its time was (epoch seconds) between two instants of `localNow`. */
  read(databaseSeconds: number, askedAt: number, answeredAt: number): void {
    const roundTrip = answeredAt - askedAt;
    if (roundTrip > this.#roundTripMs && answeredAt - this.#readAt < TRUST_MS) return;
    this.#roundTripMs = roundTrip;
    this.#readAt = answeredAt;
    this.#offsetMs = databaseSeconds * 1000 - (askedAt + answeredAt) / 2;
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
