const OPENS_AFTER = 5;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 8_000;
const LONGEST_WISH_MS = 60_000;
const MAX_IN_FLIGHT = 4;

/**
 * When the web may be asked. After a failure only one request is under way at a time, each after a pause that doubles; five in a row open the
 * breaker, and then each is a probe. The first success closes it.
 */
export class Breaker {
  failures = 0;
  inFlight = 0;
  private retryAt = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get state(): "closed" | "open" | "half-open" {
    if (this.failures < OPENS_AFTER) return "closed";
    return this.inFlight > 0 ? "half-open" : "open";
  }

  /** Milliseconds until a request may leave; infinite while the end of another has to come first. */
  waitMs(): number {
    if (this.inFlight >= (this.failures > 0 ? 1 : MAX_IN_FLIGHT)) return Infinity;
    return Math.max(0, this.retryAt - this.now());
  }

  begin(): void {
    this.inFlight += 1;
  }

  /** @returns true when this closes the breaker. */
  succeed(): boolean {
    const wasOpen = this.failures >= OPENS_AFTER;
    this.inFlight -= 1;
    this.failures = 0;
    this.retryAt = 0;
    return wasOpen;
  }

  /** @param wishMs what the web asked to wait. @returns true when this opens the breaker. */
  fail(wishMs = 0): boolean {
    this.inFlight -= 1;
    this.failures += 1;
    const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
    this.retryAt = this.now() + Math.max(pause * (0.5 + Math.random() / 2), Math.min(wishMs, LONGEST_WISH_MS));
    return this.failures === OPENS_AFTER;
  }
}
