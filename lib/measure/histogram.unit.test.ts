import { expect, test } from "vitest";
import { bucketMiddle, bucketOf, Histogram, merged, percentileOf } from "./histogram";

test("A bucket's middle is at most 1 % off any value in it, and buckets rise with their values", () => {
  let last = -1;
  for (let value = 0; value < 2 ** 31; value = Math.max(value + 1, Math.floor(value * 1.003))) {
    const bucket = bucketOf(value);
    expect(bucket).toBeGreaterThanOrEqual(last);
    expect(Math.abs(bucketMiddle(bucket) - value)).toBeLessThanOrEqual(value / 100);
    last = bucket;
  }
});

test("Percentiles of merged histograms are those of all values together, within 1 %", () => {
  const values = Array.from({ length: 20_000 }, (_, n) => Math.round(200 + ((n * 7919) % 20_000) ** 1.5));
  const parts = [new Histogram(), new Histogram(), new Histogram()];
  values.forEach((value, n) => parts[n % 3]!.record(value));
  const all = merged(parts.map((part) => part.read()));
  const sorted = [...values].sort((a, b) => a - b);
  for (const share of [0.5, 0.95, 0.99]) {
    const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
    expect(Math.abs(percentileOf(all, share)! - exact)).toBeLessThanOrEqual(exact / 100);
  }
  expect(all).toMatchObject({ count: 20_000, max: sorted.at(-1), sum: values.reduce((a, b) => a + b) });
  expect(percentileOf(all, 1)).toBe(sorted.at(-1));
});

test("Nothing counted has no percentile", () => {
  expect(percentileOf(new Histogram().read(), 0.95)).toBeNull();
});
