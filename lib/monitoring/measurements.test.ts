import { afterAll, expect, test } from "vitest";
import { performanceStats } from "./performance-stats";
import { currentReadings } from "./readings";
import { rollUpMeasurements } from "./roll-up";
import { statsSchema } from "./schemas";
import { closeTestDatabase, keyActor, rolledBack } from "@/lib/db/testing";
import { flushMeasurements } from "@/lib/measure/flush";
import type { ProcessIdentity } from "@/lib/measure/process";
import { record } from "@/lib/measure/recorder";

afterAll(closeTestDatabase);

const web: ProcessIdentity = { id: "process a", kind: "web", host: "one", pid: 1, build: "b1" };
const other: ProcessIdentity = { id: "process b", kind: "web", host: "two", pid: 2, build: "b1" };

test("Readings merge what all processes kept, and a flush repeated counts nothing twice", async () => {
  await rolledBack(async (ctx) => {
    expect(await currentReadings(ctx)).toEqual({ responseMsP95: null, cpuPercent: null, memoryPercent: null, cacheErrorPercent: null, diskPercent: null });
    for (let n = 0; n < 95; n += 1) record("route", "GET /api/test", "2xx", 10_000);
    for (let n = 0; n < 105; n += 1) record("route", "GET /api/other", "2xx", 20_000);
    record("route", "GET /api/health", "2xx", 900_000);
    record("gauge", "cpu", "ok", 4_000);
    record("cache", "users", "hit", 1);
    record("cache", "users", "hit", 1);
    record("cache", "users", "hit", 1);
    record("cache", "users", "error", 1);
    await flushMeasurements(ctx.db, web, {});
    await flushMeasurements(ctx.db, web, {});
    await flushMeasurements(ctx.db, other, {});
    const readings = await currentReadings(ctx);
    expect(readings.responseMsP95).toBeCloseTo(20, 0);
    expect(readings).toMatchObject({ cpuPercent: 40, cacheErrorPercent: 25, memoryPercent: null });
    const [row] = await ctx.db<{ count: number }[]>`select sum(count)::bigint as count from measurements where name = 'GET /api/test'`;
    expect(row!.count).toBe(190);
  });
});

test("The day's range counts the same after minutes were merged into quarters of an hour, with the same percentiles", async () => {
  await rolledBack(async (ctx) => {
    for (let n = 1; n <= 1_000; n += 1) record("route", "GET /api/rolled", n % 50 === 0 ? "5xx" : "2xx", n * 100);
    await flushMeasurements(ctx.db, web, {});
    await flushMeasurements(ctx.db, other, {});
    await ctx.db`update measurements set at = at - interval '3 hours'`;
    const before = await performanceStats(ctx, "24h");
    await rollUpMeasurements(ctx);
    await rollUpMeasurements(ctx);
    const after = await performanceStats(ctx, "24h");
    const rolled = after.routes.find(({ route }) => route === "GET /api/rolled")!;
    expect(rolled).toEqual(before.routes.find(({ route }) => route === "GET /api/rolled"));
    expect(rolled).toMatchObject({ count: 2_000, errors: 40, error_percent: 2 });
    expect(Math.abs(rolled.p95_ms! - 95)).toBeLessThan(0.95);
    expect(after.series).toEqual(before.series);
    const [left] = await ctx.db<{ spans: number[] }[]>`select array_agg(distinct span_seconds) as spans from measurements`;
    expect(left!.spans).toEqual([900]);
  });
});

test("A statement is shown without any value, and another build than the last is a deploy", async () => {
  await rolledBack(async (ctx) => {
    await flushMeasurements(ctx.db, web, { rss_bytes: 1 });
    await ctx.db`update processes set started_at = now() - interval '20 minutes'`;
    await flushMeasurements(ctx.db, { ...other, build: "b2" }, {});
    await ctx.db`select ${"a secret value"}::text, 'another secret value'`;
    const stats = await performanceStats(ctx, "1h");
    expect(stats.deploys.map(({ build }) => build)).toEqual(["b2"]);
    expect(stats.processes.find(({ id }) => id === web.id)).toMatchObject({ alive: true, state: { rss_bytes: 1 } });
    expect(JSON.stringify(stats.statements)).not.toContain("secret value");
    expect(statsSchema.parse(stats)).toEqual(stats);
  });
});

test("Who may not read how the system does is refused", async () => {
  await rolledBack(async (ctx) => {
    await expect(performanceStats({ ...ctx, actor: keyActor("cliente", { clienteId: 1 }) }, "5m")).rejects.toMatchObject({ code: "forbidden" });
  });
});
