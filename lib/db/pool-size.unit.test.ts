import { expect, test } from "vitest";
import { poolSize } from "./pool-size";

test("A pool is as large as wanted while the server has enough for everybody", () => {
  expect(poolSize("web", 10, { usable: 97, processes: 3 })).toBe(10);
});

test("All pools together, and what processes hold beside them, stay below the server's connections", () => {
  for (let processes = 2; processes <= 10; processes++) {
    const web = poolSize("web", 50, { usable: 97, processes }) + 6;
    const worker = poolSize("worker", 14, { usable: 97, processes }, 2) + 5;
    expect(web * (processes - 1) + worker).toBeLessThan(97);
  }
});

test("However many processes there are, each can work", () => {
  expect(poolSize("web", 10, { usable: 97, processes: 60 })).toBe(2);
});
