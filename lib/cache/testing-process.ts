import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { cached, cacheStats } from "./cached";
import { closeCache } from "./coherence";
import { invalidate } from "./invalidate";
import { EVERYBODY } from "./scope";
import { SYSTEM } from "@/lib/auth/actor";
import { closeDatabase, database } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { transaction } from "@/lib/db/transaction";

/** A process of its own for the cache's tests: a line in is a number and a command, a line out that number and its answer. */
const ctx = testContext(database(), SYSTEM);
const REQUEST = { kind: "users", key: ["value"], scope: EVERYBODY, tags: ["value"] } as const;

const COMMANDS: Record<string, (argument: number) => Promise<unknown>> = {
  read: () => cached(REQUEST, async () => (await ctx.db<{ value: number }[]>`select value from cache_test`)[0]!.value),
  /** So many at once, of something that takes 100 ms to compute and counts its computations. */
  many: async (count) => {
    const asked = Array.from({ length: count }, () =>
      cached({ ...REQUEST, key: ["many"] }, async () => (await ctx.db<{ n: number }[]>`select nextval('cache_computed') as n from pg_sleep(0.1)`)[0]!.n));
    return [...new Set((await Promise.all(asked)).map(({ value }) => value))];
  },
  write: (value) =>
    transaction(ctx, async (tx) => {
      await tx.db`update cache_test set value = ${value}`;
      await invalidate(tx.db, ["value"]);
    }),
  /** Ends when Redis is used, which begins with the first question. */
  redis: async () => {
    await cached({ ...REQUEST, key: ["other"] }, async () => null);
    while (!cacheStats().redis) await sleep(10);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [id, command = "", argument] = line.split(" ");
  void COMMANDS[command]!(Number(argument)).then(
    (answer) => console.log(JSON.stringify({ id, answer })),
    (error: unknown) => console.log(JSON.stringify({ id, error: String(error) })),
  );
}
await closeCache();
await closeDatabase();
