import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { cached } from "./cached";
import { closeCache } from "./coherence";
import { hasInvalidated, invalidate, invalidationSeen } from "./invalidate";
import { EVERYBODY } from "./scope";
import { ERROR_STATUS } from "@/lib/errors/errors";
import { closeTestDatabase, testDatabase } from "@/lib/db/testing";
import { asAppError } from "@/lib/http/problem";

afterAll(async () => {
  await closeCache();
  await closeTestDatabase();
});

let nextTag = 0;
let tag: string;
beforeEach(() => (tag = `tag ${nextTag++} ${crypto.randomUUID()}`));

const request = () => ({ kind: "users" as const, key: [tag], scope: EVERYBODY, tags: [tag] });
const gate = () => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
};
const write = async () => {
  await testDatabase().begin(async (tx) => {
    await invalidate(tx, [tag]);
    expect(hasInvalidated(tx)).toBe(true);
  });
  await invalidationSeen();
};
const sourceDown = () => Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));

describe("the cache", () => {
  it("computes once for 500 that miss at the same time", async () => {
    let computations = 0;
    const { open, passed } = gate();
    const asked = Array.from({ length: 500 }, () => cached(request(), () => (computations++, passed.then(() => "value"))));
    open();
    expect(new Set((await Promise.all(asked)).map((answer) => answer.value))).toEqual(new Set(["value"]));
    expect(computations).toBe(1);
  });

  it("neither keeps nor shares what was begun before a write", async () => {
    const { open, passed } = gate();
    await cached({ ...request(), key: ["another"] }, async () => "so that the process is registered");
    const before = cached(request(), () => passed.then(() => "old"));
    await write();
    expect(await cached(request(), async () => "new")).toMatchObject({ value: "new", from: "source" });
    open();
    expect((await before).value).toBe("old");
    expect(await cached(request(), async () => "newer")).toMatchObject({ value: "new", from: "memory" });
  });

  it("drops nothing for a transaction that is rolled back", async () => {
    await cached(request(), async () => "kept");
    await testDatabase().begin(async (tx) => {
      await invalidate(tx, [tag]);
      throw new Error("rolled back");
    }).catch(() => undefined);
    await invalidationSeen();
    expect(await cached(request(), async () => "other")).toMatchObject({ value: "kept", from: "memory" });
  });

  it("shows an old value within its grace while the source is down, after it the refusal, and never one that a write ended", async () => {
    const old = { ...request(), ttlMs: 0 };
    await cached(old, async () => "old");
    expect(await cached({ ...old, graceMs: 60_000 }, sourceDown)).toMatchObject({ value: "old", from: "stale" });
    const refused = await cached({ ...old, graceMs: 0 }, sourceDown).catch(asAppError);
    expect(refused).toMatchObject({ code: "unavailable", options: { retryAfter: 5 } });
    expect(ERROR_STATUS.unavailable).toBe(503);
    await write();
    await expect(cached({ ...old, graceMs: 60_000 }, sourceDown)).rejects.toThrow("connect");
  });
});
