import "./async-storage";
import { AsyncLocalStorage, executionAsyncResource } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { addTransactionCapability } from "@whiskeysockets/baileys";

/** Run by async-storage.process.test.ts in a process of its own: what it replaces is the whole process's. Prints what it saw. */
const SOCKETS = 300;

/** How much each promise and timer carries: one entry a storage that is enabled, where Node does not carry contexts itself. */
async function carried(): Promise<number> {
  await sleep(1);
  return Object.getOwnPropertySymbols(executionAsyncResource()).length;
}

const [a, b] = [new AsyncLocalStorage<string>(), new AsyncLocalStorage<string>()];
const seen: Record<string, unknown> = {};
await a.run("a", async () => {
  await b.run("b", async () => {
    await sleep(1);
    seen.nested = [a.getStore(), b.getStore()];
    seen.exited = a.exit(() => [a.getStore(), b.getStore()]);
    await a.run("inner", async () => sleep(1));
    seen.after = [a.getStore(), b.getStore()];
  });
  seen.left = [a.getStore(), b.getStore()];
});
seen.apart = await Promise.all(["x", "y"].map((value) => a.run(value, async () => sleep(value === "x" ? 5 : 1).then(() => a.getStore()))));
seen.outside = [a.getStore(), b.getStore()];
await a.run("entered", async () => {
  b.enterWith("here");
  await sleep(1);
  seen.entered = [a.getStore(), b.getStore()];
});

// What Baileys makes for each socket, used as it uses it.
const silent = { level: "silent", child: () => silent, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const before = await carried();
for (let n = 0; n < SOCKETS; n += 1) {
  const keys = addTransactionCapability({ get: async () => ({}), set: async () => undefined }, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 1 });
  await keys.transaction(async () => undefined, "key");
}
seen.grown = (await carried()) - before;
console.log(JSON.stringify(seen));
