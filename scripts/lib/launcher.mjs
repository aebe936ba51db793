// The order of a start and of a stop. Each step does nothing if its result is already there.
import { rmSync } from "node:fs";
import path from "node:path";
import { build, needsBuild } from "./build.mjs";
import { mustRun } from "./commands.mjs";
import { install, needsInstall } from "./dependencies.mjs";
import { loadEnvironment, prepareFolder, readSettings } from "./environment.mjs";
import { tryLock } from "./lock.mjs";
import { portProblem } from "./ports.mjs";
import { readJson, writeJson } from "./processes.mjs";
import { gatewaySettings, simulatorUrls, startServices, startSimulators } from "./services.mjs";
import { createReporter } from "./steps.mjs";
import { createSupervisor } from "./supervisor.mjs";

const drainMs = 30_000;
const orphanGraceMs = 10_000;
const readyTimeoutMs = 120_000;
const databaseCheckMs = 2_000;
// Ctrl-C reaches npm too, which passes it on: two signals within this time are one wish.
const repeatedSignalMs = 1_000;

/**
 * Starts the system and stays until it is told to stop, then ends the process: 0 after an orderly stop or beside a
 * running system, 1 if the start failed.
 */
export async function launch({ dev }) {
  const reporter = createReporter(process.stdout);
  process.stdout.on("error", () => {}); // The terminal is gone; the drain still has to happen.
  const system = { reporter, dev, since: Date.now() };
  const stopWish = waitForSignal(system);
  let code = 0;
  try {
    if (!claim(system)) return;
    await Promise.race([start(system), stopWish]);
    if (!system.stopping) keepDatabaseRunning(system);
    await stopWish;
  } catch (error) {
    reporter.say(`\n${error?.message ?? error}`);
    code = 1;
  }
  await stop(system);
  process.exit(code);
}

/** False, after saying so, if this data folder's system already runs. */
function claim(system) {
  system.settings = readSettings();
  const { DATA_DIR, APP_URL } = system.settings;
  prepareFolder(DATA_DIR);
  const lock = tryLock(path.join(DATA_DIR, "launcher.lock"), { url: APP_URL });
  if (lock.holder) {
    system.reporter.say(`Tanda is already running at ${lock.holder.url} (process ${lock.holder.pid}). Nothing was changed.`);
    return false;
  }
  system.lock = lock;
  system.supervisor = createSupervisor({ folder: path.join(DATA_DIR, "run"), say: system.reporter.say });
  return true;
}

async function start(system) {
  const { settings, supervisor, dev } = system;
  const { step, say } = system.reporter;
  const ended = await supervisor.endEarlier(orphanGraceMs);
  if (ended.length) say(`Ended what a killed start had left running: ${ended.join(", ")}`);
  await requireFreePort(settings);
  if (needsInstall()) await step("Installing dependencies", () => install((child) => supervisor.adopt(child, "npm ci")));

  const building = !dev && needsBuild();
  const [standIns] = await Promise.all([
    startSimulators(supervisor, settings),
    prepareDatabase(system),
    building && step("Building for production", () => build({ onSpawn: (child) => supervisor.adopt(child, "next build") })),
  ]);
  requireGoingOn(system);
  Object.assign(system.env, standIns, await gatewaySettings(system.env));
  await step("Starting", () => startServices(supervisor, system.env, { dev, timeoutMs: readyTimeoutMs }));
  announce(system);
}

/** Ends a start that a signal has overtaken before it opens anything new. */
function requireGoingOn({ stopping }) {
  if (stopping) throw new Error("Stopped while starting.");
}

async function requireFreePort({ PORT, HOST }) {
  const problem = await portProblem(Number(PORT), HOST);
  if (problem === "EADDRINUSE") {
    throw new Error(`PORT ${PORT} on ${HOST} is taken by another program. Stop it or choose another: PORT=3001 npm start`);
  }
  if (problem) throw new Error(`PORT ${PORT} on HOST ${HOST} cannot be listened on (${problem}).`);
}

/** Server, migrations, demo data and administrator. */
async function prepareDatabase(system) {
  const { step } = system.reporter;
  requireGoingOn(system);
  system.opening = loadEnvironment({ owner: true });
  const { env } = await step("PostgreSQL", () => system.opening);
  system.env = { ...env, NODE_ENV: system.dev ? "development" : "production" };
  const args = ["--import", "tsx", "scripts/first-run.ts", "--migrate"];
  const onSpawn = (child) => system.supervisor.adopt(child, "first-run");
  const printed = await step("Migrations and first data", () =>
    mustRun("Preparing the database", process.execPath, args, { env: system.env, onSpawn }),
  );
  const { created, ...signIn } = JSON.parse(printed.trim().split("\n").at(-1));
  if (created) writeJson(firstSignIn(system), signIn);
}

/** Kept until it has been shown: the build may fail, or the user stop it, after the administrator was made. */
const firstSignIn = ({ settings }) => path.join(settings.DATA_DIR, "first-sign-in.json");

function announce(system) {
  const { settings, env, reporter, since } = system;
  const { DATA_DIR, APP_URL, PORT } = settings;
  writeJson(path.join(DATA_DIR, "system.json"), { url: APP_URL, port: Number(PORT), pid: process.pid, databaseUrl: env.DATABASE_URL, simulators: simulatorUrls(env) });
  reporter.say(`\nTanda está lista · Tanda is ready: ${APP_URL}   (${((Date.now() - since) / 1_000).toFixed(1)} s)`);
  const signIn = readJson(firstSignIn(system));
  if (signIn) reporter.say(`  Correo · E-mail:        ${signIn.email}\n  Contraseña · Password:  ${signIn.password}`);
  rmSync(firstSignIn(system), { force: true });
  reporter.say("Ctrl-C detiene todo · stops everything\n");
}

/** The server is no child of this process, so its end is noticed by looking. */
async function keepDatabaseRunning(system) {
  const { ensureRunning } = await system.opening;
  const look = async () => {
    if (system.stopping) return;
    system.looking = ensureRunning().catch((error) => system.reporter.say(`! ${error.message}`));
    if (await system.looking) system.reporter.say("! PostgreSQL had ended; it was started again");
    setTimeout(look, databaseCheckMs).unref();
  };
  await look();
}

/** Everything else before the database, which the others need until their last moment. */
async function stop(system) {
  const { supervisor, opening, lock, settings, reporter } = system;
  if (!lock) return;
  system.stopping = true;
  const environment = await opening?.catch(() => null);
  await system.looking;
  await reporter.step("Stopping", async () => {
    await supervisor.stop(drainMs);
    environment?.release();
  });
  rmSync(path.join(settings.DATA_DIR, "system.json"), { force: true });
  lock.release();
}

/** A promise of the first signal, which also sets `system.stopping`; a later one kills instead of draining. */
function waitForSignal(system) {
  let firstAt = 0;
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(name, () => {
        if (firstAt && Date.now() - firstAt > repeatedSignalMs) system.supervisor?.kill();
        if (firstAt) return;
        firstAt = Date.now();
        system.stopping = true;
        system.reporter.say(`\n${name}: finishing what is in progress; once more ends it at once`);
        resolve();
      });
    }
  });
}
