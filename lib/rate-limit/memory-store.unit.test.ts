import { Ratelimit } from "@upstash/ratelimit";
import { describe, expect, it } from "vitest";
import { MemoryStore } from "./memory-store";

type Store = ConstructorParameters<typeof Ratelimit>[0]["redis"];

/** SHA-1 of the sliding window script that MemoryStore answers for. */
const KNOWN_SCRIPT = "74740bb3d7792848093cdef586b6b6037c455fd6";

describe("the store in process", () => {
  it("stands in for the very script that the library runs: another one needs another look", async () => {
    const asked: string[] = [];
    class Spy extends MemoryStore {
      override async evalsha(hash: string, keys: string[], args: unknown[]) {
        asked.push(hash);
        return super.evalsha(hash, keys, args);
      }
    }
    const limiter = new Ratelimit({ redis: new Spy() as unknown as Store, limiter: Ratelimit.slidingWindow(1, "60 s"), ephemeralCache: false });
    await limiter.limit("somebody");
    expect(asked).toEqual([KNOWN_SCRIPT]);
  });

  it("lets through as many as the limit, simultaneous or not, and tells what is left", async () => {
    const limiter = new Ratelimit({ redis: new MemoryStore() as unknown as Store, limiter: Ratelimit.slidingWindow(5, "3600 s"), ephemeralCache: false });
    const answers = await Promise.all(Array.from({ length: 8 }, () => limiter.limit("somebody")));
    expect(answers.map((answer) => answer.success)).toEqual([true, true, true, true, true, false, false, false]);
    expect(answers.slice(0, 5).map((answer) => answer.remaining)).toEqual([4, 3, 2, 1, 0]);
    expect((await limiter.limit("somebody else")).success).toBe(true);
  });

  it("weighs the window before by the part of it that still counts", async () => {
    const store = new MemoryStore();
    const window = 1000;
    for (let n = 0; n < 4; n++) await store.evalsha("", ["k:0", "k:-1"], [10, 999, window, 1]);
    // Half of the next window has passed: two of the four before still count.
    expect(await store.evalsha("", ["k:1", "k:0"], [10, 1500, window, 1])).toEqual([7, 10]);
  });
});
