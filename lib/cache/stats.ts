import { record } from "@/lib/measure/recorder";

/** What became of the look-ups of a kind in this process. */
export interface KindStats {
  /** From this process's memory. */
  hit: number;
  /** From Redis. */
  redis: number;
  /** Asked for while being computed: one computation for all. */
  joined: number;
  /** Computed. */
  miss: number;
  /** Old values shown because the source was down. */
  stale: number;
  /** Computations that failed. */
  error: number;
}

const MICROS_IN_MS = 1_000;
const shared = globalThis as typeof globalThis & { tandaCacheStats?: Map<string, KindStats> };

/** Counts a look-up, and how old its value was. */
export function count(kind: string, outcome: keyof KindStats, ageMs = 0): void {
  const all = (shared.tandaCacheStats ??= new Map());
  let stats = all.get(kind);
  if (!stats) all.set(kind, (stats = { hit: 0, redis: 0, joined: 0, miss: 0, stale: 0, error: 0 }));
  stats[outcome] += 1;
  record("cache", kind, outcome, ageMs * MICROS_IN_MS);
}

/** Every kind looked up so far. */
export function allStats(): Map<string, KindStats> {
  return shared.tandaCacheStats ?? new Map();
}
