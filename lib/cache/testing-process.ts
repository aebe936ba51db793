import { createInterface } from "node:readline";
import { cached } from "./cached";
import { closeCache } from "./coherence";
import { invalidate } from "./invalidate";
import { EVERYBODY } from "./scope";
import { SYSTEM } from "@/lib/auth/actor";
import { closeDatabase, database } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { transaction } from "@/lib/db/transaction";

/** A process of its own for the cache's tests: a line in is a command, a line out its answer. */
const ctx = testContext(database(), SYSTEM);
const read = () =>
  cached({ kind: "users", key: ["value"], scope: EVERYBODY, tags: ["value"] }, async () => (await ctx.db<{ value: number }[]>`select value from cache_test`)[0]!.value);
const write = (value: number) =>
  transaction(ctx, async (tx) => {
    await tx.db`update cache_test set value = ${value}`;
    await invalidate(tx.db, ["value"]);
  });

for await (const line of createInterface({ input: process.stdin })) {
  const [command, value] = line.split(" ");
  if (command === "write") await write(Number(value));
  console.log(JSON.stringify(command === "write" ? { value: Number(value) } : await read()));
}
await closeCache();
await closeDatabase();
