import { setTimeout as sleep } from "node:timers/promises";
import { coherence } from "./coherence";
import type { Look, RedisLevel } from "./redis-level";

/** A value on its way into memory. */
export interface Loaded {
  value: unknown;
  json: string;
  from: "redis" | "source";
  ageMs: number;
}

/** What is looked for below this process's memory. */
export interface Wanted {
  name: string;
  slots: readonly number[];
  ttlMs: number;
  lifeMs: number;
}

const LOOK_AGAIN_MS = 20;
/** Whoever computes for longer is not waited for any more. */
const WAIT_AT_MOST_MS = 5_000;

/**
 * The value from Redis, or computed; by one process alone where there is a Redis. `remember` gets it, and whatever older value Redis has to show while the
 * source is down.
 */
export async function loadBelow(wanted: Wanted, load: () => Promise<unknown>, remember: (loaded: Loaded) => void): Promise<Loaded> {
  const redis = coherence().redis;
  const look = redis && (await lookAndWait(redis, wanted));
  const kept: Loaded | undefined = look?.json ? { value: JSON.parse(look.json) as unknown, json: look.json, from: "redis", ageMs: look.ageMs } : undefined;
  if (kept) remember(kept);
  if (kept && look?.next === "use") return kept;
  try {
    const value = await load();
    const loaded: Loaded = { value, json: JSON.stringify(value), from: "source", ageMs: 0 };
    remember(loaded);
    if (look) void redis?.keep(wanted.name, look.stamp, loaded.json, wanted.lifeMs);
    return loaded;
  } catch (error) {
    if (look) void redis?.release(wanted.name, look.stamp);
    throw error;
  }
}

async function lookAndWait(redis: RedisLevel, { name, slots, ttlMs }: Wanted): Promise<Look | undefined> {
  const until = performance.now() + WAIT_AT_MOST_MS;
  let look = await redis.look(name, slots, ttlMs);
  while (look?.next === "wait" && performance.now() < until) {
    await sleep(LOOK_AGAIN_MS);
    look = await redis.look(name, slots, ttlMs);
  }
  return look;
}
