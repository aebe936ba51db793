/**
 * Stands in for Redis where there is none: answers the one script that `Ratelimit.slidingWindow` runs, in process memory. The script's
 * arguments and answers are those of @upstash/ratelimit 2.2.0, which is pinned exactly; a test fails when the library runs another script.
 */
export class MemoryStore {
  readonly #counts = new Map<string, { count: number; expiresAt: number }>();
  #sweepAt = 0;

  async evalsha(_hash: string, keys: string[], args: unknown[]): Promise<[number, number]> {
    const [currentKey = "", previousKey = ""] = keys;
    const [limit = 0, now = 0, windowMs = 1, increment = 1] = args.map(Number);
    this.#sweep(now, windowMs);
    const current = this.#counts.get(currentKey)?.count ?? 0;
    const previous = this.#counts.get(previousKey)?.count ?? 0;
    const weighted = Math.floor((1 - (now % windowMs) / windowMs) * previous);
    if (increment > 0 && weighted + current >= limit) return [-1, limit];
    this.#counts.set(currentKey, { count: current + increment, expiresAt: now + windowMs * 2 + 1000 });
    return [limit - (current + increment + weighted), limit];
  }

  async eval(_script: string, keys: string[], args: unknown[]): Promise<[number, number]> {
    return this.evalsha("", keys, args);
  }

  #sweep(now: number, windowMs: number): void {
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + windowMs;
    for (const [key, { expiresAt }] of this.#counts) if (expiresAt < now) this.#counts.delete(key);
  }
}
