import { afterAll, expect, test } from "vitest";
import { currentReadings } from "./readings";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";
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
