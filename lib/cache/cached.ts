import { LRUCache } from "lru-cache";
import { coherence, type Stamp } from "./coherence";
import type { CacheScope } from "./scope";
import { type Loaded, loadBelow, type Wanted } from "./load-below";
import { allStats, count, type KindStats } from "./stats";
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
  session_qr: () => 60,
  session_status: () => 120,
  session_connection: () => 30,
  session_info: () => 300,
};

export type CacheKind = keyof typeof TTL_SECONDS;

const OUTCOMES = { memory: "hit", redis: "redis", source: "miss", stale: "stale" } as const;

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
  from: "memory" | "redis" | "source" | "stale";
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
  result: Promise<Loaded>;
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
  const lifeMs = ttlMs + (request.graceMs ?? ttlMs);
  const name = JSON.stringify([request.kind, request.scope, request.key]);
  const entry = entries.get(name);
  if (entry && coherence().holds(entry.stamp)) {
    const ageMs = performance.now() - entry.readAt;
    if (ageMs < ttlMs) return counted(request.kind, { value: entry.value as T, from: "memory", ageMs });
  }
  try {
    const { joined, ...loaded } = await loadOnce({ name, slots: request.tags.map(slotOf), ttlMs, lifeMs }, load);
    return counted(request.kind, loaded as Cached<T>, joined);
  } catch (error) {
    count(request.kind, "error");
    const old = entries.get(name);
    const ageMs = old ? performance.now() - old.readAt : Infinity;
    if (!old || ageMs >= lifeMs || !coherence().isUntouched(old.stamp) || asAppError(error).code !== "unavailable") throw error;
    return counted(request.kind, { value: old.value as T, from: "stale", ageMs });
  }
}

function counted<T>(kind: CacheKind, answer: Cached<T>, joined = false): Cached<T> {
  if (joined) count(kind, "joined");
  else count(kind, OUTCOMES[answer.from], answer.ageMs);
  return answer;
}

/** Joins a computation only when nothing was invalidated since it began: what it reads may be from before. */
async function loadOnce(wanted: Wanted, load: () => Promise<unknown>): Promise<Loaded & { joined: boolean }> {
  const { loading } = memory();
  const running = loading.get(wanted.name);
  if (running && coherence().holds(running.stamp)) return { ...(await running.result), joined: true };
  const stamp = coherence().stamp(wanted.slots);
  const own: Loading = { stamp, result: loadBelow(wanted, load, (loaded) => remember(wanted.name, stamp, loaded)) };
  loading.set(wanted.name, own);
  try {
    return { ...(await own.result), joined: false };
  } finally {
    if (loading.get(wanted.name) === own) loading.delete(wanted.name);
  }
}

/** Keeps in memory what nothing has ended meanwhile. */
function remember(name: string, stamp: Stamp, { value, json, ageMs }: Loaded): void {
  if (!coherence().isUntouched(stamp)) return;
  const bytes = (json.length + name.length) * 2 + ENTRY_OVERHEAD_BYTES;
  memory().entries.set(name, { value, bytes, readAt: performance.now() - ageMs, stamp });
}

/** Drops what this process's memory holds; what Redis holds stays. */
export function forgetMemory(): void {
  memory().entries.clear();
}

/** What this process's cache holds and did. */
export function cacheStats(): { entries: number; bytes: number; trusted: boolean; redis: boolean; kinds: Record<string, KindStats> } {
  const { entries } = memory();
  return { entries: entries.size, bytes: entries.calculatedSize, trusted: coherence().trusted, redis: coherence().redis?.on ?? false, kinds: Object.fromEntries(allStats()) };
}
