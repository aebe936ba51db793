/** What became of the look-ups of a kind in this process. */
export interface KindStats {
  hits: number;
  /** Asked for while being computed: one computation for all. */
  joined: number;
  misses: number;
  /** Old values shown because the source was down. */
  stale: number;
  /** Computations that failed. */
  errors: number;
  /** Sum of the ages of hits, milliseconds; divided by `hits`, their mean age. */
  hitAgeMs: number;
}

const shared = globalThis as typeof globalThis & { tandaCacheStats?: Map<string, KindStats> };

/** The counters of a kind. */
export function statsOf(kind: string): KindStats {
  const all = (shared.tandaCacheStats ??= new Map());
  let stats = all.get(kind);
  if (!stats) all.set(kind, (stats = { hits: 0, joined: 0, misses: 0, stale: 0, errors: 0, hitAgeMs: 0 }));
  return stats;
}

/** Every kind looked up so far. */
export function allStats(): Map<string, KindStats> {
  return shared.tandaCacheStats ?? new Map();
}
