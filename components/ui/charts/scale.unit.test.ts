import { describe, expect, it } from "vitest";

import { niceTicks } from "./scale";

describe("niceTicks", () => {
  it("starts at zero and holds the greatest value", () => {
    for (const max of [0.4, 1, 7, 54, 99, 1204, 22_480, 999_999]) {
      const ticks = niceTicks(max);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
    }
  });

  it("takes steps that are easy to read", () => {
    expect(niceTicks(22_000)).toEqual([0, 8000, 16_000, 24_000]);
    expect(niceTicks(54)).toEqual([0, 20, 40, 60]);
    expect(niceTicks(10)).toEqual([0, 4, 8, 12]);
  });

  it("draws an axis for nothing at all", () => {
    expect(niceTicks(0)).toEqual([0, 1, 2, 3]);
  });
});
