import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BenchRow } from "./harness/rows";

const FOLDER = import.meta.dirname;

/** Runs the named benchmarks, or all; prints a table of each and keeps it in bench/results. Ends with 1 when a measure does not hold. */
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const all = (await readdir(FOLDER)).filter((file) => file.endsWith(".ts") && file !== "main.ts").map((file) => file.slice(0, -3)).sort();
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`No such benchmark: ${unknown.join(", ")}. There are: ${all.join(", ")}.`);

let failed = 0;
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n${name}`);
  const bench = (await import(`./${name}.ts`)) as { run: () => Promise<BenchRow[]> };
  const rows = await bench.run();
  for (const row of rows) print(row);
  failed += rows.filter((row) => row.holds === false).length;
  await mkdir(path.join(FOLDER, "results"), { recursive: true });
  await writeFile(path.join(FOLDER, "results", `${name}.json`), `${JSON.stringify({ name, at: new Date().toISOString(), node: process.version, rows }, null, 2)}\n`);
}
process.exit(failed > 0 ? 1 : 0);

function print({ measure, value, unit, yardstick, ratio, holds }: BenchRow): void {
  const verdict = holds === undefined ? "" : holds ? "holds" : "DOES NOT HOLD";
  const beside = [yardstick, ratio === undefined ? undefined : `ratio ${ratio.toFixed(2)}`].filter(Boolean).join(", ");
  console.log(`  ${measure.padEnd(62)} ${round(value).padStart(12)} ${unit.padEnd(10)} ${beside.padEnd(60)} ${verdict}`);
}

function round(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 3 : value < 100 ? 1 : 0 });
}
