import { LRUCache } from "lru-cache";
import { Redis } from "ioredis";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { subscribe } from "@/lib/events/hub";
import type { Log } from "@/lib/log/log";

type Source = "memory" | "redis" | "database" | "assumed";

const LOCAL_MS = 30_000;
const REDIS_SECONDS = 30;
const REDIS_TIMEOUT_MS = 250;
const REDIS_REST_MS = 2_000;
const MAX_SESSIONS = 50_000;

interface Shared {
  local: LRUCache<string, boolean>;
  /** One question a session at a time, however many ask. */
  asking: Map<string, Promise<{ active: boolean; source: Source }>>;
  redis: Redis | undefined;
  /** Until when a failing Redis is left alone. */
  redisRestsUntil: number;
  assumed: number;
}

const state = ((globalThis as typeof globalThis & { tandaActiveSessions?: Shared }).tandaActiveSessions ??= {
  local: new LRUCache({ max: MAX_SESSIONS, ttl: LOCAL_MS }), asking: new Map(), redis: undefined, redisRestsUntil: 0, assumed: 0,
});

/**
 * Is a session active? Answered by the nearest level that knows: this process, Redis when there is one, the database. When all fail it says
 * yes, and counts it: a message that waits for a session that is gone is tried again, one that was held back for nothing is late for good.
 */
export async function isSessionActive(ctx: Context, id: string): Promise<{ active: boolean; source: Source }> {
  requirePermission(ctx.actor, "whatsapp:read");
  const known = state.local.get(id);
  if (known !== undefined) return { active: known, source: "memory" };
  const asked = state.asking.get(id) ?? ask(ctx, id).finally(() => state.asking.delete(id));
  state.asking.set(id, asked);
  return asked;
}

/** Drops what is known of sessions that have changed. */
export function forgetActive(ids: string[], log: Log): void {
  for (const id of ids) state.local.delete(id);
  if (ids.length > 0) void withRedis(log, (redis) => redis.del(ids.map(redisKey)));
}

/** Drops what this process knows of a session as soon as any process tells that it has changed. */
export function watchActive(): void {
  const forgetAll = () => state.local.clear();
  subscribe({
    onMessage: (message) => {
      if (message.kind === "whatsapp") for (const id of message.ids) state.local.delete(id);
    },
    onReset: forgetAll,
    onClose: forgetAll,
  });
}

/** How often this process said active because nothing could be asked. */
export function assumedActive(): number {
  return state.assumed;
}

async function ask(ctx: Context, id: string): Promise<{ active: boolean; source: Source }> {
  const shared = await withRedis(ctx.log, (redis) => redis.get(redisKey(id)));
  if (shared === "1" || shared === "0") return keep(id, shared === "1", "redis");
  try {
    const [row] = await ctx.db<{ active: boolean }[]>`select status = 'active' as active from whatsapp_sessions where id = ${id}`;
    const active = row?.active ?? false;
    void withRedis(ctx.log, (redis) => redis.set(redisKey(id), active ? "1" : "0", "EX", REDIS_SECONDS));
    return keep(id, active, "database");
  } catch (error) {
    state.assumed += 1;
    ctx.log.warn({ err: error, session: id }, "nothing can say whether this session is active: it is taken for active");
    return { active: true, source: "assumed" };
  }
}

function keep(id: string, active: boolean, source: Source): { active: boolean; source: Source } {
  state.local.set(id, active);
  return { active, source };
}

const redisKey = (id: string) => `tanda:whatsapp:active:${id}`;

/** Asks Redis; null when there is none or it fails. One that fails is left alone for two seconds, and told of once. */
async function withRedis<T>(log: Log, command: (redis: Redis) => Promise<T>): Promise<T | null> {
  const { REDIS_URL } = settings();
  if (!REDIS_URL || Date.now() < state.redisRestsUntil) return null;
  state.redis ??= new Redis(REDIS_URL, { commandTimeout: REDIS_TIMEOUT_MS, connectTimeout: REDIS_TIMEOUT_MS, maxRetriesPerRequest: 0, retryStrategy: (times) => Math.min(times * 100, REDIS_REST_MS) }).on("error", () => undefined);
  try {
    const answer = await command(state.redis);
    state.redisRestsUntil = 0;
    return answer;
  } catch (error) {
    if (state.redisRestsUntil === 0) log.warn({ err: error }, "Redis does not answer: sessions are looked up in the database until it does");
    state.redisRestsUntil = Date.now() + REDIS_REST_MS;
    return null;
  }
}
