// A Chromium for the browser tests, wherever one can be had.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { capture } from "./commands.mjs";
import { root } from "./environment.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const downloadTimeoutMs = 300_000;

/** Returns the path of a Chromium that starts, or null: CHROMIUM_PATH, the system's, or one that Playwright fetched. */
export function installedChromium() {
  const inPath = (process.env.PATH ?? "").split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  const candidates = [process.env.CHROMIUM_PATH, ...inPath, playwrightsOwn()];
  return candidates.find((file) => file && existsSync(file) && starts(file)) ?? null;
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  } catch {
    return null;
  }
}

/** A file may be there and yet miss its libraries, or be a distribution's note that asks for another installer. */
function starts(file) {
  return spawnSync(file, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

/** Returns the path of a Chromium, installing one if there is none; throws if neither way works. */
export async function ensureChromium() {
  const isRoot = process.getuid?.() === 0;
  const playwright = path.join(root, "node_modules/@playwright/test/cli.js");
  const attempts = [
    [process.execPath, [playwright, "install", ...(isRoot ? ["--with-deps"] : []), "chromium"]],
    ["apt-get", ["update"]],
    ["apt-get", ["install", "-y", "--no-install-recommends", "chromium"]],
  ];
  let told = "";
  for (const [program, args] of attempts) {
    const found = installedChromium();
    if (found) return found;
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    told = await capture(program, args, { env, timeoutMs: downloadTimeoutMs }).then(({ output }) => output, (error) => error.message);
  }
  const found = installedChromium();
  if (found) return found;
  throw new Error(`No Chromium for the browser tests: install one, or name it in CHROMIUM_PATH.\n${told.trim().split("\n").slice(-10).join("\n")}`);
}
