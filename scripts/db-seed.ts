process.env.TANDA_PROCESS ??= "cli";
import { parseArgs } from "node:util";
import { seedDemo } from "@/drizzle/seed";
import { closeDatabase, database } from "@/lib/db/sql";

const amount = { type: "string", default: "0" } as const;
const { values } = parseArgs({ options: { clientes: { type: "string", default: "20" }, leads: amount, users: amount, contacts: amount } });
const startedAt = performance.now();
await seedDemo(database(), {
  clientes: count("clientes"), leads: count("leads"), users: count("users"), contacts: count("contacts"), onProgress: (text) => console.error(text),
});
console.error(`Done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
await closeDatabase();

function count(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} expects a whole number`);
  return value;
}
