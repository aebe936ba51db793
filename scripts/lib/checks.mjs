// Lint and types, each one check.
import { existsSync } from "node:fs";
import path from "node:path";
import { nextCommand } from "./build.mjs";
import { capture } from "./commands.mjs";
import { root } from "./environment.mjs";

const bin = (name) => path.join(root, "node_modules/.bin", name);
const seconds = (since) => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

/** Runs the linter over the whole checkout; true if it found nothing. */
export function lint() {
  return check("lint", bin("oxlint"), ["--deny-warnings"]);
}

/** Checks all types; true if they hold. Next writes the declarations of its routes and assets first. */
export async function checkTypes() {
  const hasApp = existsSync(path.join(root, "app"));
  if (hasApp && !(await check("route types", process.execPath, [nextCommand, "typegen"], { quiet: true }))) return false;
  return check("types", bin("tsc"), ["--noEmit"]);
}

/** Runs one program; prints a line, and its output if it failed. */
export async function check(title, program, args, { quiet = false, env } = {}) {
  const since = Date.now();
  const { code, output } = await capture(program, args, { env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env } });
  if (code !== 0) console.log(output.trimEnd());
  if (!quiet || code !== 0) console.log(`${code === 0 ? "✓" : "✗"} ${title} (${seconds(since)})`);
  return code === 0;
}
