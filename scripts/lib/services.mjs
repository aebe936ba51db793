// The processes that make up a running system, and how each is known to be ready.
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nextCommand, webFlags } from "./build.mjs";
import { root } from "./environment.mjs";
import { freePort, isFree } from "./ports.mjs";
import { waitUntil } from "./processes.mjs";

const quietLevels = ["warn", "error", "fatal", "silent"];
const quietStartMs = 3_000;

const typescript = (file, env, imports = []) => ({ args: ["--import", "tsx", ...imports, file], env });
const exists = (file) => existsSync(path.join(root, file));

/** The account that e2e/simulators/twilio/server.ts knows: no secret. */
const simulatedTwilio = {
  TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000001",
  TWILIO_AUTH_TOKEN: "simulated-auth-token",
  TWILIO_WHATSAPP_NUMBER: "+14155238886",
};

/**
 * Stand-ins for outside services: a row starts if its file is there and the setting of the real one is not. WhatsApp Web needs no credentials, so
 * that it takes a word: WHATSAPP_LIVE=true.
 */
const simulators = [
  // The token is the simulator's own, e2e/simulators/wispro/server.ts: no secret.
  { name: "wispro", unless: "WISPRO_API_TOKEN", url: "WISPRO_API_URL", path: "/api/v1", flag: "WISPRO_SIMULATED", more: { WISPRO_API_TOKEN: "wispro-simulator-token" } },
  { name: "twilio", unless: "TWILIO_ACCOUNT_SID", url: "TWILIO_API_URL", path: "", flag: "TWILIO_SIMULATED", more: simulatedTwilio },
  { name: "whatsapp", unless: "WHATSAPP_LIVE", url: "WHATSAPP_WS_URL", scheme: "ws", path: "/ws/chat", flag: "WHATSAPP_SIMULATED", more: {} },
];

/**
 * Starts the simulators that stand in for what is not configured, and waits for their ports.
 * Returns the settings that the product reaches them by.
 */
export async function startSimulators(supervisor, env) {
  const wanted = simulators.filter(({ name, unless }) => !isSet(env[unless]) && exists(simulatorFile(name)));
  const settings = await Promise.all(wanted.map((row) => startSimulator(supervisor, env, row)));
  return Object.assign({}, ...settings);
}

const isSet = (value) => Boolean(value) && value !== "false" && value !== "0";

async function startSimulator(supervisor, env, { name, url, scheme = "http", path: basePath, flag, more }) {
  const port = await freePort();
  const service = typescript(simulatorFile(name), { ...env, PORT: String(port) });
  const { died } = supervisor.start({ name: `${name}-simulator`, ...service });
  await Promise.race([died, waitUntil(async () => !(await isFree(port)), 30_000)]);
  return { [url]: `${scheme}://127.0.0.1:${port}${basePath}`, [flag]: "1", ...more };
}

/** Where the simulators that run are told what to do, by name. */
export function simulatorUrls(env) {
  const running = simulators.filter(({ flag, url }) => env[flag] === "1" && env[url]);
  return Object.fromEntries(running.map(({ name, url }) => [name, new URL(env[url].replace(/^ws/, "http")).origin]));
}

const simulatorFile = (name) => `e2e/simulators/${name}/main.ts`;

/** Returns the gateway's port: the given one, or the next free one from the usual, so that two systems can run. */
export async function gatewaySettings(env) {
  return exists("worker/gateway/main.ts") ? { GATEWAY_PORT: env.GATEWAY_PORT ?? String(await freePort(4_000)) } : {};
}

/** Starts web, worker and gateway and resolves when all are ready; rejects if one ends or takes longer than `timeoutMs`. */
export async function startServices(supervisor, env, { dev, timeoutMs }) {
  const started = [startWeb(supervisor, env, dev, timeoutMs), startOne(supervisor, "worker", "worker/main.ts", env)];
  if (exists("worker/gateway/main.ts")) started.push(startGateway(supervisor, env));
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The system was not ready after ${timeoutMs / 1_000} s; see the lines above.`)), timeoutMs);
  });
  await Promise.race([Promise.all(started), late]).finally(() => clearTimeout(timer));
}

/** Only where the simulator stands in does the gateway believe its certificates. */
function startGateway(supervisor, env) {
  const trust = env.WHATSAPP_SIMULATED === "1" ? ["--import", "./e2e/simulators/whatsapp/trust.ts"] : [];
  return startOne(supervisor, "gateway", "worker/gateway/main.ts", env, trust);
}

function startWeb(supervisor, env, dev, timeoutMs) {
  const args = [...webFlags, nextCommand, dev ? "dev" : "start", "-H", env.HOST, "-p", env.PORT];
  const { died } = supervisor.start({ name: "web", args, env });
  return Promise.race([died, waitUntil(() => isReady(env), timeoutMs, 50)]);
}

/** The process says so itself, in a log line `"msg":"<name> ready"`; where its log is too quiet for that, it just lives on. */
function startOne(supervisor, name, file, env, imports = []) {
  const { printed, died } = supervisor.start({ name, ...typescript(file, env, imports) });
  const isQuiet = quietLevels.includes(env.LOG_LEVEL);
  return Promise.race([died, isQuiet ? sleep(quietStartMs) : printed(`"msg":"${name} ready"`)]);
}

async function isReady({ HOST, PORT }) {
  const host = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[HOST] ?? HOST;
  try {
    const answer = await fetch(`http://${host}:${PORT}/api/health/ready`, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}
