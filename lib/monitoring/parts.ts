import { Redis } from "ioredis";
import type { PerformanceStats } from "./schemas";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

/** Connections to the database, and how many there may be. */
export async function connectionUse({ db }: Pick<Context, "db">): Promise<{ connections: number; max_connections: number }> {
  const [row] = await db<{ connections: number; max: number }[]>`
    select (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections, current_setting('max_connections')::int as max`;
  return { connections: row!.connections, max_connections: row!.max };
}

/** Jobs that wait, of everybody. */
export async function queueNow({ db }: Pick<Context, "db">): Promise<Pick<PerformanceStats["queue"], "waiting" | "oldest_waiting_seconds">> {
  const [row] = await db<{ waiting: number; oldest: number | null }[]>`
    select count(*)::int as waiting, extract(epoch from now() - min(created_at))::float8 as oldest from jobs where status in ('queued', 'processing', 'cancelling') and status = 'queued'`;
  return { waiting: row!.waiting, oldest_waiting_seconds: row!.oldest };
}

const REDIS_TIMEOUT_MS = 500;
const shared = globalThis as typeof globalThis & { tandaProbeRedis?: Redis };

function probeRedis(url: string): Redis {
  if (!shared.tandaProbeRedis) {
    shared.tandaProbeRedis = new Redis(url, { maxRetriesPerRequest: 1, connectTimeout: 1000, commandTimeout: REDIS_TIMEOUT_MS });
    shared.tandaProbeRedis.on("error", () => undefined);
  }
  return shared.tandaProbeRedis;
}

/** What Redis holds in memory; null without one that can be asked, and when it does not answer. */
export async function redisMemory(): Promise<{ memory_bytes: number } | null> {
  const { REDIS_URL } = settings();
  if (!REDIS_URL) return null;
  const text = await probeRedis(REDIS_URL).info("memory").catch(() => "");
  const bytes = /^used_memory:(\d+)/m.exec(text)?.[1];
  return bytes === undefined ? null : { memory_bytes: Number(bytes) };
}

/** Asks Redis for a sign of life; does nothing where none is configured. Throws when it does not answer. */
export async function pingRedis(): Promise<boolean> {
  const { REDIS_URL } = settings();
  if (!REDIS_URL) return false;
  await probeRedis(REDIS_URL).ping();
  return true;
}
