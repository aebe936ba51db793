// The production build, made again only when something that goes into it has changed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mustRun } from "./commands.mjs";
import { root } from "./environment.mjs";
import { withLock } from "./lock.mjs";

const sources = [
  "app", "components", "drizzle/schema", "lib", "messages", "public", "instrumentation.ts", "instrumentation-client.ts",
  "proxy.ts", "next.config.ts", "postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json",
];
const isTest = (name) => /\.test\.tsx?$/.test(name);
// Next empties .next when it builds, so a build that was killed leaves no stamp behind.
const stamp = path.join(root, ".next/source-hash");

/** Path of Next's command, to be run by node. */
export const nextCommand = path.join(root, "node_modules/next/dist/bin/next");

/**
 * What the web process is started with. Room for what requests leave behind: with V8's usual 16 MB it is collected in the middle of every few requests, and
 * one in twenty waits for it (docs/decisions/0053-room-for-young-objects.md).
 */
export const webFlags = ["--min-semi-space-size=64", "--max-semi-space-size=64"];

/** True if there is no finished build of the present sources. */
export function needsBuild() {
  return !existsSync(stamp) || readFileSync(stamp, "utf8") !== sourceHash();
}

/** Builds unless that is done; two systems started from one checkout do not build at the same time. */
export function build({ env, onSpawn, echo } = {}) {
  return withLock(path.join(root, "node_modules/.cache/tanda-build.lock"), async () => {
    if (!needsBuild()) return;
    const hash = sourceHash();
    rmSync(stamp, { force: true });
    const options = { env: { ...process.env, ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }, onSpawn, echo };
    await mustRun("next build", process.execPath, [nextCommand, "build"], options);
    writeFileSync(stamp, hash);
  });
}

function sourceHash() {
  const hash = createHash("sha256").update(process.version);
  for (const file of sources.flatMap((name) => filesUnder(name))) hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  // Next writes the values of these into the browser's code.
  for (const name of Object.keys(process.env).filter((name) => name.startsWith("NEXT_PUBLIC_")).sort()) {
    hash.update(`\0${name}=${process.env[name]}`);
  }
  return hash.digest("hex");
}

function filesUnder(name) {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (path.extname(name)) return [name];
  return readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !isTest(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
