import { Ratelimit } from "@upstash/ratelimit";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Redis } from "ioredis";
import { MemoryStore } from "./memory-store";
import { RedisStore } from "./redis-store";
import { settings } from "@/lib/config/env";
import { log } from "@/lib/log/log";

type Store = ConstructorParameters<typeof Ratelimit>[0]["redis"];

export interface RateDecision {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
}

const WINDOW_SECONDS = 60;
const TIMEOUT_MS = 500;
const WARN_EVERY_MS = 60_000;

const shared = globalThis as typeof globalThis & { tandaRateLimit?: { store: Store; limiters: Map<number, Ratelimit>; warnedAt: number } };

/**
 * Counts one request of an owner against `limit` a minute. Shared by all processes when there is a Redis, else by this process alone.
 * When the store is away requests pass (the quotas that must never be exceeded are held by PostgreSQL) and a line is logged a minute.
 */
export async function countRequest(owner: string, limit: number): Promise<RateDecision> {
  const state = (shared.tandaRateLimit ??= { store: openStore(), limiters: new Map(), warnedAt: 0 });
  let limiter = state.limiters.get(limit);
  if (!limiter) {
    limiter = new Ratelimit({
      redis: state.store,
      limiter: Ratelimit.slidingWindow(limit, `${WINDOW_SECONDS} s`),
      prefix: `tanda:rate:${limit}`,
      timeout: TIMEOUT_MS,
      ephemeralCache: false,
    });
    state.limiters.set(limit, limiter);
  }
  try {
    const answer = await limiter.limit(owner);
    if (answer.reason === "timeout") throw new Error("the rate limit store did not answer in time");
    return { allowed: answer.success, limit, remaining: answer.remaining, resetSeconds: Math.max(1, Math.ceil((answer.reset - Date.now()) / 1000)) };
  } catch (error) {
    if (Date.now() - state.warnedAt > WARN_EVERY_MS) {
      state.warnedAt = Date.now();
      log().warn({ err: error }, "request rate is not limited: the store is away; check REDIS_URL");
    }
    return { allowed: true, limit, remaining: limit, resetSeconds: WINDOW_SECONDS };
  }
}

function openStore(): Store {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = settings();
  if (UPSTASH_REDIS_REST_URL) return new UpstashRedis({ url: UPSTASH_REDIS_REST_URL, token: UPSTASH_REDIS_REST_TOKEN });
  if (!REDIS_URL) return new MemoryStore() as unknown as Store;
  const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: 1, connectTimeout: 1000, commandTimeout: TIMEOUT_MS, enableOfflineQueue: false });
  redis.on("error", () => undefined);
  return new RedisStore(redis) as unknown as Store;
}
