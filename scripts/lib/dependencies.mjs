import path from "node:path";
import { mustRun } from "./commands.mjs";
import { root } from "./environment.mjs";
import { readJson } from "./processes.mjs";

/**
 * True if what is installed is not what package-lock.json says. npm writes node_modules/.package-lock.json as the last
 * thing of an install, so an interrupted one counts as none. Packages of other platforms may be missing.
 */
export function needsInstall() {
  const wanted = readJson(path.join(root, "package-lock.json"))?.packages ?? {};
  const installed = readJson(path.join(root, "node_modules/.package-lock.json"))?.packages ?? {};
  return Object.entries(wanted).some(
    ([folder, entry]) => folder && !entry.optional && !entry.devOptional && !entry.link && installed[folder]?.version !== entry.version,
  );
}

/** Installs exactly what the lock says, the tools of the build among it whatever NODE_ENV is. */
export function install(onSpawn) {
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm?.endsWith("js") ? [process.execPath, npm] : ["npm"];
  // A package reports installations to its maker from its install script unless told not to.
  const env = { ...process.env, SCARF_ANALYTICS: "false" };
  return mustRun("npm ci", program, [...first, ...args], { env, onSpawn });
}
