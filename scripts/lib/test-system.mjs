// A whole system of its own for the browser tests: npm start with a fresh data folder, port and database.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { root } from "./environment.mjs";
import { freePort } from "./ports.mjs";
import { readJson, signal, waitUntil } from "./processes.mjs";
import { temporaryFolder } from "./test-database.mjs";

const startTimeoutMs = 600_000;
/** Whatever the developer's shell or .env names, a test never reaches a real service or database. */
const outside = [
  "DATABASE_URL", "APP_URL", "REDIS_URL", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "GATEWAY_PORT",
  "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL", "WISPRO_API_URL", "WISPRO_API_TOKEN",
  "WHATSAPP_LIVE", "WHATSAPP_WS_URL",
];

/** Starts it and returns `{env, stop()}`: the settings that the browser tests find it by. Its log goes to standard error. */
export async function startTestSystem() {
  const { home, remove } = temporaryFolder();
  const dataDir = path.join(home, "data");
  const admin = { ADMIN_EMAIL: "admin@tanda.test", ADMIN_PASSWORD: randomBytes(12).toString("base64url") };
  const env = {
    ...process.env, ...Object.fromEntries(outside.map((name) => [name, ""])), ...admin,
    DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: String(await freePort()), SEED_DEMO: "true",
    // The address that the tests have told is one of this machine.
    WEBHOOK_ALLOW_PRIVATE: "true",
  };
  const launcher = spawn(process.execPath, ["scripts/start.mjs"], { cwd: root, env, stdio: ["ignore", 2, 2] });
  const ended = new Promise((resolve) => launcher.once("exit", resolve));
  const endWithUs = () => signal(launcher.pid, "SIGTERM");
  process.once("exit", endWithUs);
  const stop = async () => {
    endWithUs();
    await ended;
    process.off("exit", endWithUs);
    remove();
  };
  const system = () => readJson(path.join(dataDir, "system.json"));
  await waitUntil(() => system() || launcher.exitCode !== null, startTimeoutMs, 200);
  if (!system()) {
    await stop();
    throw new Error("The system for the browser tests did not start; see the lines above.");
  }
  const { url, databaseUrl, simulators } = system();
  const found = { E2E_BASE_URL: url, E2E_ADMIN_EMAIL: admin.ADMIN_EMAIL, E2E_ADMIN_PASSWORD: admin.ADMIN_PASSWORD, DATABASE_URL: databaseUrl, E2E_WHATSAPP_URL: simulators.whatsapp ?? "", E2E_TWILIO_URL: simulators.twilio ?? "" };
  return { env: found, stop };
}
