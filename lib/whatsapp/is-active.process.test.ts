import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { logoutSession } from "./control-session";
import { findSession } from "./find-session";
import { assumedActive, isSessionActive } from "./is-active";
import { qrSvg } from "./qr-image";
import { takeQr, takeStatus, takeStatusBatch } from "./report";
import { qrItem, statusItem } from "./report-schemas";
import { GATEWAY } from "@/lib/auth/gateway-token";
import { SYSTEM } from "@/lib/auth/actor";
import { cacheStats, forgetMemory } from "@/lib/cache/cached";
import { closeCache } from "@/lib/cache/coherence";
import { log } from "@/lib/log/log";
import { type Database, openDatabase } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { type RedisServer, startRedis } from "@/scripts/lib/redis.mjs";
import { ownDatabase, until } from "@/worker/testing";

const WITHIN_MS = 30_000;
const SESSIONS = 40;

let own: Awaited<ReturnType<typeof ownDatabase>>;
let redis: RedisServer;

beforeAll(async () => {
  [own, redis] = await Promise.all([ownDatabase(), startRedis()]);
  process.env.DATABASE_URL = own.url;
  process.env.REDIS_URL = redis.url;
  await own.db`insert into whatsapp_sessions (id, desired) select 's' || n, 'running' from generate_series(1, ${SESSIONS}) n`;
  await usesRedis();
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await closeCache();
  await own.drop();
  await redis.close();
});

const ctx = () => testContext(own.db, SYSTEM);
const gateway = () => testContext(own.db, GATEWAY);
const ask = (id: string) => isSessionActive(ctx(), id);
const report = (sessionId: string, seq: number, status: string) => ({ sessionId, epoch: 1, seq, status, timestamp: Date.now() });
/** The first question registers this process; it uses Redis a moment later. */
const usesRedis = () => until(async () => (await ask("nobody"), cacheStats().redis), Boolean, WITHIN_MS);

it("is answered by memory, Redis, the database, the nearest that knows; every report and order is in the next answer", async () => {
  expect(await ask("s1")).toEqual({ active: false, source: "database" });
  expect(await ask("s1")).toEqual({ active: false, source: "memory" });
  forgetMemory();
  expect(await ask("s1")).toEqual({ active: false, source: "redis" });
  await takeStatus(gateway(), statusItem.parse(report("s1", 1, "active")));
  expect(await ask("s1")).toEqual({ active: true, source: "database" });
  expect(await findSession(ctx(), "s1")).toMatchObject({ status: "active", active: true, active_source: "memory" });
  // A batch does not wait for the caches; they hear of it as soon as it is written.
  await takeStatusBatch(gateway(), [report("s1", 2, "failed")]);
  await until(() => findSession(ctx(), "s1"), ({ status, active }) => status === "failed" && !active, WITHIN_MS);
  await logoutSession(ctx(), "s1");
  expect(await findSession(ctx(), "s1")).toMatchObject({ desired: "logged_out" });
});

it("a hundred who ask at once are one question of the database", async () => {
  let questions = 0;
  const counting = new Proxy(own.db, { apply: (target, self, args: unknown[]) => (questions++, Reflect.apply(target as (...all: unknown[]) => unknown, self, args)) });
  const answers = await Promise.all(Array.from({ length: 100 }, () => isSessionActive({ ...ctx(), db: counting as Database }, "s2")));
  expect(new Set(answers.map(({ active }) => active))).toEqual(new Set([false]));
  expect(questions).toBe(1);
});

it("a Redis that ends and comes back: no question fails, one line is logged, and it is used again", async () => {
  const warned = vi.spyOn(log(), "warn");
  const ids = Array.from({ length: SESSIONS - 2 }, (_, n) => `s${n + 3}`);
  const askAll = async () => {
    forgetMemory();
    return (await Promise.all(ids.map((id) => ask(id)))).map(({ source }) => source);
  };
  await askAll();
  expect(new Set(await askAll())).toEqual(new Set(["redis"]));
  const during = askAll();
  await redis.stop();
  expect(await during).not.toContain("assumed");
  await takeStatus(gateway(), statusItem.parse(report("s3", 1, "active")));
  for (let round = 0; round < 20; round += 1) expect(new Set(await askAll())).toEqual(new Set(["database"]));
  expect((await ask("s3")).active).toBe(true);
  expect(warned.mock.calls.map(([line]) => String(line))).toEqual(["Redis does not answer: the cache goes on without it; check REDIS_URL"]);
  await redis.start();
  await usesRedis();
  await askAll();
  expect(new Set(await askAll())).toEqual(new Set(["redis"]));
  expect((await ask("s3")).active).toBe(true);
});

it("is taken for active, and counted, when nothing can be asked", async () => {
  const away = openDatabase("postgres://nobody@127.0.0.1:1/none", { max: 1, applicationName: "tanda test", statementTimeoutMs: 1_000 });
  const before = assumedActive();
  expect(await isSessionActive({ ...ctx(), db: away }, "nobody asked for this one")).toEqual({ active: true, source: "assumed" });
  expect(assumedActive()).toBe(before + 1);
  expect(await isSessionActive({ ...ctx(), db: away }, "s3")).toMatchObject({ active: true, source: "memory" });
  await away.end();
});

it("a QR is drawn from the cache until it expires, and no longer than it is the one", async () => {
  const text = (svg: Response) => svg.text();
  const show = (seq: number, lifeMs: number) => takeQr(gateway(), qrItem.parse({ ...report("s40", seq, ""), qr: `2@ref${seq},secret`, expiresAt: Date.now() + lifeMs }));
  await takeStatus(gateway(), statusItem.parse(report("s40", 1, "pending")));
  await show(2, 20_000);
  const first = await text(await qrSvg(ctx(), "s40"));
  expect(await text(await qrSvg(ctx(), "s40"))).toBe(first);
  await show(3, 1_000);
  expect(await text(await qrSvg(ctx(), "s40"))).not.toBe(first);
  await until(() => qrSvg(ctx(), "s40").then(() => "drawn", () => "none"), (answer) => answer === "none", WITHIN_MS);
  await show(4, 20_000);
  await qrSvg(ctx(), "s40");
  await takeStatus(gateway(), statusItem.parse(report("s40", 5, "active")));
  await expect(qrSvg(ctx(), "s40")).rejects.toMatchObject({ code: "not_found" });
});
