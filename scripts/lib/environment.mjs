// What every command of the product runs with: the caller's environment, `.env`, and what is made up and kept in
// DATA_DIR where neither says anything.
import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The folder of the checkout. */
export const root = path.resolve(import.meta.dirname, "../..");

/** Settings that are random, made once and kept. */
const keptSecrets = { AUTH_SECRET: "auth-secret" };

/**
 * Returns the settings that need no database: DATA_DIR (absolute), HOST, PORT, APP_URL, and all that was given.
 * Writes nothing. Throws with the name of a malformed setting.
 */
export function readSettings() {
  const file = path.join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const HOST = given.HOST ?? "127.0.0.1";
  const PORT = given.PORT ?? "3000";
  if (!/^\d+$/.test(PORT) || Number(PORT) < 1 || Number(PORT) > 65_535) {
    throw new Error(`PORT must be a number from 1 to 65535, not "${PORT}".`);
  }
  return {
    ...given,
    HOST,
    PORT,
    DATA_DIR: path.resolve(root, given.DATA_DIR ?? ".data"),
    APP_URL: given.APP_URL ?? `http://${HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST}:${PORT}`,
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/**
 * Returns `{env, ensureRunning(), release()}`: the whole environment, with DATABASE_URL of the given or of the embedded
 * server, which is started if need be, again by `ensureRunning` (true if it had ended), and stopped by `release` when no
 * other command uses it. `release` is synchronous: it must not be called while `ensureRunning` is under way.
 */
export async function loadEnvironment({ owner = false } = {}) {
  const settings = readSettings();
  prepareFolder(settings.DATA_DIR);
  const secrets = Object.fromEntries(
    Object.entries(keptSecrets).map(([name, file]) => [name, settings[name] ?? keptSecret(path.join(settings.DATA_DIR, file))]),
  );
  if (settings.DATABASE_URL) return { env: { ...settings, ...secrets }, ensureRunning: async () => false, release: () => {} };
  const { leaseDatabase } = await import("./database-lease.mjs");
  const lease = await leaseDatabase(settings.DATA_DIR, { owner });
  return { ...lease, env: { ...settings, ...secrets, DATABASE_URL: lease.url } };
}

/**
 * Makes DATA_DIR, open to be passed through by the user that PostgreSQL runs as when root starts it; each secret in it
 * is 0600. Throws if this user cannot write there.
 */
export function prepareFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`DATA_DIR must be a folder that this user can write to: ${folder} (${error.code}).`, { cause: error });
  }
}

function keptSecret(file) {
  const draft = `${file}.${process.pid}`;
  if (!existsSync(file)) {
    writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600 });
    linkIfAbsent(draft, file);
  }
  return readFileSync(file, "utf8").trim();
}

/** Of two first commands started together one decides. */
function linkIfAbsent(draft, file) {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
