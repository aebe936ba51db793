/** Where invalidations, barriers and epochs are told. */
export const INVALIDATION_CHANNEL = "tanda_cache";

/** What is told there. */
export type CacheMessage = { slots: number[] | "all" } | { barrier: string; writer: string } | Epoch | { ack: string; from: string };

/** A span of time within which what Redis holds may be used, and the run of Redis that holds it. */
export interface Epoch {
  epoch: string;
  run: string;
}
