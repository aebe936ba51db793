import { LRUCache } from "lru-cache";
import { coherence, type Stamp } from "./coherence";
import type { CacheScope } from "./scope";
import { allStats, type KindStats, statsOf } from "./stats";
import { slotOf } from "./tags";
import { settings } from "@/lib/config/env";
import { asAppError } from "@/lib/http/problem";

const MEMORY_BYTES = 64 * 1024 * 1024;
const ENTRY_OVERHEAD_BYTES = 300;
const SECOND_MS = 1_000;

/** What is cached, and for how long unless a caller says otherwise. */
const TTL_SECONDS = {
  users: () => settings().CACHE_TTL_USERS,
  clients: () => settings().CACHE_TTL_CLIENTS,
  reports: () => settings().CACHE_TTL_REPORTS,
};

export type CacheKind = keyof typeof TTL_SECONDS;

export interface CacheRequest {
  kind: CacheKind;
  /** What was asked. With kind and scope it names the value. */
  key: readonly (string | number | boolean | null)[];
  /** Whose answer it is: `scopeOf(actor)`, `ownScopeOf(actor)` or `EVERYBODY`. */
  scope: CacheScope;
  /** A write that invalidates any of them ends the value. */
  tags: readonly string[];
  ttlMs?: number;
  /** How long after its time a value is still shown while its source is down; as long as the time itself unless given. */
  graceMs?: number;
}

export interface Cached<T> {
  value: T;
  /** Where it comes from; `stale` is an old value because the source is down. */
  from: "memory" | "source" | "stale";
  ageMs: number;
}

interface Entry {
  value: unknown;
  bytes: number;
  readAt: number;
  stamp: Stamp;
}

interface Loading {
  stamp: Stamp;
  result: Promise<unknown>;
}

const shared = globalThis as typeof globalThis & { tandaCache?: { entries: LRUCache<string, Entry>; loading: Map<string, Loading> } };

function memory() {
  return (shared.tandaCache ??= { entries: new LRUCache({ maxSize: MEMORY_BYTES, sizeCalculation: (entry) => entry.bytes }), loading: new Map() });
}

/**
 * The value from memory, or computed by `load`: once for all who ask meanwhile. It must be representable as JSON, and is shared: whoever gets it
 * changes nothing in it. A write that was answered is in whatever is asked for after.
 * @throws what `load` throws; when the source is down a value within its grace is shown in its place.
 */
export async function cached<T>(request: CacheRequest, load: () => Promise<T>): Promise<Cached<T>> {
  const { entries } = memory();
  await coherence().ready();
  const ttlMs = request.ttlMs ?? TTL_SECONDS[request.kind]() * SECOND_MS;
  const name = JSON.stringify([request.kind, request.scope, request.key]);
  const stats = statsOf(request.kind);
  const entry = entries.get(name);
  if (entry && coherence().holds(entry.stamp)) {
    const ageMs = performance.now() - entry.readAt;
    if (ageMs < ttlMs) {
      stats.hits += 1;
      stats.hitAgeMs += ageMs;
      return { value: entry.value as T, from: "memory", ageMs };
    }
  }
  try {
    return { value: (await loadOnce(name, request, load, stats)) as T, from: "source", ageMs: 0 };
  } catch (error) {
    const old = entries.get(name);
    const ageMs = old ? performance.now() - old.readAt : Infinity;
    if (!old || ageMs >= ttlMs + (request.graceMs ?? ttlMs) || !coherence().isUntouched(old.stamp) || asAppError(error).code !== "unavailable") throw error;
    stats.stale += 1;
    return { value: old.value as T, from: "stale", ageMs };
  }
}

/** Joins a computation only when nothing was invalidated since it began: what it reads may be from before. */
async function loadOnce(name: string, request: CacheRequest, load: () => Promise<unknown>, stats: KindStats): Promise<unknown> {
  const { entries, loading } = memory();
  const running = loading.get(name);
  if (running && coherence().holds(running.stamp)) {
    stats.joined += 1;
    return running.result;
  }
  stats.misses += 1;
  const stamp = coherence().stamp(request.tags.map(slotOf));
  const result = load().then(
    (value) => {
      const bytes = JSON.stringify(value).length * 2 + name.length * 2 + ENTRY_OVERHEAD_BYTES;
      if (coherence().isUntouched(stamp)) entries.set(name, { value, bytes, readAt: performance.now(), stamp });
      return value;
    },
    (error: unknown) => {
      stats.errors += 1;
      throw error;
    },
  );
  const own: Loading = { stamp, result };
  loading.set(name, own);
  try {
    return await result;
  } finally {
    if (loading.get(name) === own) loading.delete(name);
  }
}

/** What this process's cache holds and did. */
export function cacheStats(): { entries: number; bytes: number; trusted: boolean; kinds: Record<string, KindStats> } {
  const { entries } = memory();
  return { entries: entries.size, bytes: entries.calculatedSize, trusted: coherence().trusted, kinds: Object.fromEntries(allStats()) };
}
