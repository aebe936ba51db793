process.env.TANDA_PROCESS ??= "cli";
import { parseArgs } from "node:util";
import { seedDemo } from "@/drizzle/seed";
import { closeDatabase, database } from "@/lib/db/sql";

const { values } = parseArgs({ options: { leads: { type: "string", default: "0" }, clientes: { type: "string", default: "20" } } });
const startedAt = performance.now();
await seedDemo(database(), { clientes: count("clientes"), leads: count("leads"), onProgress: (text) => console.error(text) });
console.error(`Done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
await closeDatabase();

function count(name: "leads" | "clientes"): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} expects a whole number`);
  return value;
}
