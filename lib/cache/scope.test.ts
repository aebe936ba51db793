import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cached, cacheStats, forgetMemory } from "./cached";
import { closeCache } from "./coherence";
import { ownScopeOf, scopeOf } from "./scope";
import { closeTestDatabase, keyActor } from "@/lib/db/testing";
import { type RedisServer, startRedis } from "@/scripts/lib/redis.mjs";

const ROLES = ["admin", "operator", "viewer", "cliente"] as const;
const PARTS = ["", "a", "a,b", '"', '","', "[", ":", "{tanda:cache}", null, 0, 1, true] as const;
const REQUESTS = 5_000;

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedis();
  process.env.REDIS_URL = redis.url;
});

afterAll(async () => {
  await closeCache();
  await closeTestDatabase();
  await redis.close();
});

const any = <T>(from: readonly T[]) => from[Math.floor(Math.random() * from.length)]!;

/** Random people ask random things; each answer says whose it is and what was asked. */
async function askAtRandom(forgetEvery: number): Promise<void> {
  const actors = Array.from({ length: 40 }, (_, n) => keyActor(ROLES[n % 4]!, n % 4 === 3 ? { clienteId: n % 12 } : {}));
  for (let n = 0; n < REQUESTS; n++) {
    if (n % forgetEvery === 0) forgetMemory();
    const actor = any(actors);
    const key = Array.from({ length: Math.floor(Math.random() * 3) }, () => any(PARTS));
    const own = Math.random() < 0.5;
    const kind = any(["users", "clients", "reports"] as const);
    const truth = JSON.stringify([kind, own, key, actor.role, actor.clienteId, own && actor.id]);
    const answer = await cached({ kind, key, scope: own ? ownScopeOf(actor) : scopeOf(actor), tags: ["scope test"] }, async () => truth);
    expect(answer.value).toBe(truth);
  }
}

describe("what one tenant, role or person was answered", () => {
  it("is never another's answer from memory, over random requests", async () => {
    await askAtRandom(Infinity);
    expect(cacheStats().kinds.reports!.hit).toBeGreaterThan(REQUESTS / 10);
  });

  it("is never another's answer from Redis, over random requests", async () => {
    await expect.poll(() => cacheStats().redis).toBe(true);
    await askAtRandom(10);
    expect(cacheStats().kinds.reports!.redis).toBeGreaterThan(REQUESTS / 10);
  });
});
