import { startWisproSimulator } from "./server";

/** Runs the simulator as a process: `PORT` (any free one by default) and `WISPRO_SIMULATOR_CLIENTS` (2,000); SIGTERM ends it. */
const clients = wholeNumber("WISPRO_SIMULATOR_CLIENTS", 2_000);
const simulator = await startWisproSimulator({ port: wholeNumber("PORT", 0), clients });
console.log(`wispro simulator ready at ${simulator.url} with ${clients} clients`);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void simulator.close());

function wholeNumber(name: string, fallback: number): number {
  const text = process.env[name]?.trim();
  if (text === undefined || text === "") return fallback;
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}"`);
  return Number(text);
}
