import { describe, expect, it } from "vitest";

import { type BatchState, foldBatches } from "./fold-batches";

describe("foldBatches", () => {
  it("keeps a cell a batch while they fit", () => {
    expect(foldBatches(["ok", "pending"], 10)).toEqual({ cells: ["ok", "pending"], each: 1 });
  });

  it("shares cells beyond the limit and never draws more than it", () => {
    const { cells, each } = foldBatches(Array.from({ length: 2001 }, () => "ok" as const), 252);
    expect(each).toBe(8);
    expect(cells.length).toBeLessThanOrEqual(252);
  });

  it("lets a failure or a batch under way be seen among finished ones", () => {
    const batches: BatchState[] = ["ok", "partial", "ok", "pending", "failed", "failed"];
    expect(foldBatches(batches, 3).cells).toEqual(["partial", "running", "failed"]);
  });
});
