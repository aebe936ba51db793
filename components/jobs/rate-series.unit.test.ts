import { describe, expect, it } from "vitest";
import { rateSeries } from "./rate-series";
import type { Chunk } from "@/lib/jobs/schemas";

const start = Date.parse("2026-11-19T10:00:00.000Z");
const chunk = (seq: number, doneAfterMs: number | null, size = 1000): Chunk => ({
  seq, size, updated: size, unchanged: 0, failed: 0, duration_ms: 50, done_at: doneAfterMs === null ? null : new Date(start + doneAfterMs).toISOString(),
});
const series = (chunks: Chunk[]) => rateSeries(chunks, new Date(start).toISOString());

describe("rateSeries", () => {
  it("divides each chunk's items by the time since the one before", () => {
    expect(series([chunk(0, 500), chunk(1, 700), chunk(2, null)])).toEqual([
      { at: start + 500, value: 2000 },
      { at: start + 700, value: 5000 },
    ]);
  });

  it("joins neighbours so that a long job has at most sixty points, and loses no item", () => {
    const points = series(Array.from({ length: 2000 }, (_, seq) => chunk(seq, (seq + 1) * 100)));
    expect(points.length).toBeLessThanOrEqual(60);
    expect(points.every(({ value }) => value === 10_000)).toBe(true);
    expect(points.at(-1)?.at).toBe(start + 200_000);
  });

  it("survives two chunks done within the same millisecond", () => {
    expect(series([chunk(0, 100), chunk(1, 100)])[1]).toEqual({ at: start + 100, value: 1_000_000 });
  });

  it("is empty before the first chunk is done", () => {
    expect(series([chunk(0, null)])).toEqual([]);
  });
});
