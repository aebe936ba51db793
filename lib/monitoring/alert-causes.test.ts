import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { metricsText } from "./metrics";
import { performanceStats } from "./performance-stats";
import { currentReadings } from "./readings";
import { watchSystem } from "./watch";
import { listOpenAlerts } from "@/lib/alerts/list-alerts";
import type { AlertKind } from "@/lib/alerts/schemas";
import { cached } from "@/lib/cache/cached";
import { closeCache } from "@/lib/cache/coherence";
import { EVERYBODY } from "@/lib/cache/scope";
import type { Context } from "@/lib/context/context";
import { closeTestDatabase, rolledBack, testDatabase } from "@/lib/db/testing";
import { methods, route } from "@/lib/http/route";
import { call } from "@/lib/http/testing";
import { flushMeasurements } from "@/lib/measure/flush";
import { machineReader } from "@/lib/measure/machine";
import { recordMachine } from "@/lib/measure/measuring";
import type { ProcessIdentity } from "@/lib/measure/process";

/** A disk as full as a test wants it: no test may fill a real one. */
const disk = vi.hoisted(() => ({ folder: "/the-disk-of-the-tests", percent: 0 }));
vi.mock("node:fs", async (load) => {
  const real = await load<typeof import("node:fs")>();
  const statfsSync = (folder: string) => (folder === disk.folder ? { blocks: 100, bfree: 100 - disk.percent, bavail: 100 - disk.percent } : real.statfsSync(folder));
  return { ...real, statfsSync };
});

const LOOKS = 3;
const thisProcess: ProcessIdentity = { id: "causes", kind: "web", host: "one", pid: 1, build: "b" };

afterAll(async () => {
  await closeCache();
  await closeTestDatabase();
});

/** What has been measured so far is kept, and judged as the worker does each minute. */
async function look(ctx: Context, times: number): Promise<void> {
  await flushMeasurements(ctx.db, thisProcess, {});
  for (let n = 0; n < times; n++) await watchSystem(ctx);
}

const open = async (ctx: Context, kind: AlertKind) => (await listOpenAlerts(ctx)).filter((alert) => alert.kind === kind);
/** How many of a kind there have ever been: more than one would be flapping. */
const raised = async (ctx: Context, kind: AlertKind) => (await ctx.db`select 1 from alerts where kind = ${kind}`).length;

/** Raised at the third bad look and not before, once; resolved at the third good one and not before. */
async function expectRaisedAndResolved(ctx: Context, kind: AlertKind, cause: () => Promise<void>, cure: () => Promise<void>, expected: Record<string, unknown>): Promise<void> {
  await cause();
  await look(ctx, LOOKS - 1);
  expect(await open(ctx, kind)).toHaveLength(0);
  await look(ctx, LOOKS);
  expect(await open(ctx, kind)).toMatchObject([expected]);
  const stats = await performanceStats(ctx, "5m");
  expect(stats.alerts.map((alert) => alert.kind)).toContain(kind);
  expect(await metricsText(ctx)).toContain(`tanda_alerts_open{kind="${kind}"} 1`);
  await cure();
  await look(ctx, LOOKS - 1);
  expect(await open(ctx, kind)).toHaveLength(1);
  await look(ctx, 1);
  expect(await open(ctx, kind)).toHaveLength(0);
  expect(await raised(ctx, kind)).toBe(1);
  expect(await metricsText(ctx)).toContain(`tanda_alerts_open{kind="${kind}"} 0`);
}

const SLOW_SECONDS = 0.6;
const SLOW_MS = 500;
const { GET } = methods({
  GET: route({ summary: "A statement that takes as long as it is asked to", tag: "Health", permission: "public", query: z.object({ seconds: z.coerce.number() }), response: z.object({ done: z.boolean() }) }, async ({ query }) => {
    await testDatabase()`select pg_sleep(${query.seconds})`;
    return { done: true };
  }),
});
const ask = (count: number, seconds: number) => Promise.all(Array.from({ length: count }, () => call(GET, "GET", `/api/slow?seconds=${seconds}`)));
/** However slow the machine of the tests is, enough quick ones outweigh what was not. */
async function askUntilQuick(ctx: Context): Promise<void> {
  do {
    for (let n = 0; n < 80; n++) await ask(1, 0);
    await flushMeasurements(ctx.db, thisProcess, {});
  } while ((await currentReadings(ctx)).responseMsP95! > SLOW_MS);
}

it("requests slower than 500 ms at the 95th percentile raise an alert; quick ones resolve it", () =>
  rolledBack((ctx) =>
    expectRaisedAndResolved(ctx, "response_time", async () => void (await ask(3, SLOW_SECONDS)), () => askUntilQuick(ctx), { severity: "warning", params: { limit: SLOW_MS } })));

it("a cache whose source fails raises an alert; answers from it resolve it", () =>
  rolledBack((ctx) => {
    const key = crypto.randomUUID();
    const request = (n: number) => ({ kind: "reports" as const, key: [key, n], scope: EVERYBODY, tags: [key] });
    const fail = () => Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
    return expectRaisedAndResolved(
      ctx, "cache_errors",
      async () => {
        for (let n = 0; n < 5; n++) await cached(request(n), fail).catch(() => undefined);
      },
      async () => {
        for (let n = 0; n < 120; n++) await cached(request(100), () => Promise.resolve("value"));
      },
      { severity: "warning", params: { limit: 5 } },
    );
  }));

/** A container's limits and use, as the kernel would write them: the load itself is injected, everything after it is real. */
async function fakeContainer(): Promise<{ root: string; use: (cpuMicros: number, memoryPercent: number) => Promise<void> }> {
  const root = await mkdtemp(path.join(tmpdir(), "tanda-cgroup-"));
  const memoryMax = 100_000_000;
  const write = (name: string, text: string) => writeFile(path.join(root, name), text);
  await Promise.all([write("cpu.max", "100000 100000"), write("memory.max", String(memoryMax)), write("memory.stat", "inactive_file 0\n")]);
  return {
    root,
    use: async (cpuMicros, memoryPercent) => {
      await Promise.all([write("cpu.stat", `usage_usec ${cpuMicros}\n`), write("memory.current", String((memoryMax * memoryPercent) / 100))]);
    },
  };
}

it.each([
  { kind: "cpu", busy: { cpuMicros: 1e15, memoryPercent: 10 }, expected: { severity: "warning", params: { value: 100, limit: 80 } } },
  { kind: "memory", busy: { cpuMicros: 0, memoryPercent: 96 }, expected: { severity: "critical", params: { value: 96, limit: 85 } } },
] as const)("a machine out of $kind raises an alert; room resolves it", ({ kind, busy, expected }) =>
  rolledBack(async (ctx) => {
    const container = await fakeContainer();
    const readAll = machineReader(container.root);
    const sample = () => recordMachine({ cpu: null, memory: null, disk: null, [kind]: readAll()[kind] });
    await container.use(0, 10);
    readAll();
    await expectRaisedAndResolved(
      ctx, kind,
      async () => {
        await container.use(busy.cpuMicros, busy.memoryPercent);
        sample();
      },
      async () => {
        await container.use(busy.cpuMicros, 10);
        for (let n = 0; n < 40; n++) sample();
      },
      expected,
    );
    await rm(container.root, { recursive: true });
  }));

it("a disk that is nearly full raises an alert; room on it resolves it", () =>
  rolledBack((ctx) => {
    const read = machineReader(undefined, disk.folder);
    const sample = (percent: number) => {
      disk.percent = percent;
      recordMachine({ cpu: null, memory: null, disk: read().disk });
    };
    return expectRaisedAndResolved(
      ctx, "disk",
      () => Promise.resolve(sample(95)),
      async () => {
        for (let n = 0; n < 40; n++) sample(20);
      },
      { severity: "critical", params: { value: 95, limit: 90 } },
    );
  }));
