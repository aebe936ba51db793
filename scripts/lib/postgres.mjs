// The PostgreSQL that comes with the product's packages, driven through pg_ctl: it puts the server into a session of
// its own, so Ctrl-C in a terminal reaches the launcher and not the database it still needs.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "./ports.mjs";
import { commandLine, giveTo, reachableData, reachablePrograms, serverAccount } from "./postgres-account.mjs";
import { serverSettings } from "./postgres-settings.mjs";
import { signal, waitUntil } from "./processes.mjs";

const user = "tanda";
const firstPort = 15_432;
const recoveryTimeoutSeconds = 300;

/**
 * Starts the cluster kept in `home`, creating it on first use, or adopts it if it already runs.
 * `throwaway` is for tests: no durability. Returns `{port, startedHere, url(database), stop()}`; `stop` is synchronous
 * so that a handler of the process's exit can call it. The caller makes sure that only one process is in here at a time.
 */
export async function openCluster({ home, throwaway = false }) {
  const cluster = locate(home);
  const running = await runningServer(cluster);
  if (running) return handle(cluster, running.port, false);
  if (!existsSync(path.join(cluster.data, "PG_VERSION"))) await initialise(cluster);
  const port = await choosePort(cluster);
  writeSettings(cluster, port, throwaway);
  await start(cluster);
  return handle(cluster, port, true);
}

/** Makes sure that the database exists, as a copy of `template` if it is new; returns its URL. */
export async function ensureDatabase(cluster, name, template = "template1") {
  const { default: postgres } = await import("postgres");
  const sql = postgres(cluster.url("postgres"), { max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) await sql`create database ${sql(name)} template ${sql(template)}`;
  } finally {
    await sql.end();
  }
  return cluster.url(name);
}

function locate(home) {
  mkdirSync(home, { recursive: true });
  const wished = path.join(home, "postgres");
  const account = serverAccount(wished);
  const data = reachableData(wished, account);
  return { home, data, account: serverAccount(data), programs: reachablePrograms(account) };
}

function handle(cluster, port, startedHere) {
  const file = passwordFile(cluster);
  if (!existsSync(file)) throw new Error(`The database in ${cluster.data} needs its password file ${file}, which is gone.`);
  const password = readFileSync(file, "utf8").trim();
  return {
    port,
    startedHere,
    url: (database) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => stop(cluster),
  };
}

const passwordFile = ({ home }) => path.join(home, "postgres-password");

/** The server that postmaster.pid names, once it accepts connections; null, and no stale file, if there is none. */
async function runningServer(cluster) {
  const file = path.join(cluster.data, "postmaster.pid");
  const read = () => (existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
  const isOurs = () => `${commandLine(read()[0])} `.includes(` ${cluster.data} `);
  if (read().length === 0) return null;
  if (isOurs()) await waitUntil(() => !isOurs() || read()[7]?.trim() === "ready", recoveryTimeoutSeconds * 1_000);
  if (isOurs()) return { port: Number(read()[3]) };
  if (signal(Number(read()[0]), 0)) await forgetReusedPid(file);
  return null;
}

/**
 * The pid of the killed server belongs to another program now, or to a zombie that nobody reaps: PostgreSQL would
 * take either for a living server. What is left of the old one goes away within moments of its death.
 */
async function forgetReusedPid(file) {
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  rmSync(file, { force: true });
}

/** Creates the cluster under another name first: a half-made one is never taken for a real one. */
async function initialise(cluster) {
  const { data, account } = cluster;
  const draft = `${data}-draft`;
  const secret = `${data}-password-draft`;
  const password = randomBytes(24).toString("base64url");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  for (const file of [draft, secret]) giveTo(account, file);
  try {
    await run(cluster, "initdb", [
      `--pgdata=${draft}`, `--username=${user}`, `--pwfile=${secret}`, "--auth=scram-sha-256", "--encoding=UTF8",
      "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
    ]);
  } finally {
    rmSync(secret, { force: true });
  }
  writeFileSync(path.join(draft, "postgresql.conf"), "include_if_exists = 'tanda.conf'\n", { flag: "a" });
  writeFileSync(passwordFile(cluster), password, { mode: 0o600 });
  renameSync(draft, data);
}

/** The port of last time if it is free, so that an operator's psql keeps working; else the next free one. */
async function choosePort({ home }) {
  const file = path.join(home, "postgres-port");
  const remembered = existsSync(file) ? Number(readFileSync(file, "utf8")) : firstPort;
  const port = await freePort(remembered || firstPort);
  writeFileSync(file, `${port}\n`);
  return port;
}

function writeSettings({ data, account }, port, throwaway) {
  const file = path.join(data, "tanda.conf");
  writeFileSync(file, serverSettings({ port, throwaway }), { mode: 0o600 });
  giveTo(account, file);
}

/** Right after a kill the old server's children may still hold its shared memory for a moment: hence the repeats. */
async function start(cluster) {
  const log = path.join(cluster.data, "startup.log");
  const args = ["start", "--wait", `--timeout=${recoveryTimeoutSeconds}`, "--silent", `--pgdata=${cluster.data}`, `--log=${log}`];
  let failure;
  const started = await waitUntil(async () => {
    rmSync(log, { force: true });
    failure = await run(cluster, "pg_ctl", args).then(() => null, (error) => error);
    return !failure;
  }, 5_000, 300);
  if (started) return;
  const told = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-8).join("\n") : "";
  throw new Error(`PostgreSQL did not start from ${cluster.data}.\n${told || failure.message}`);
}

function stop(cluster) {
  const args = ["stop", "--wait", "--timeout=60", "--silent", "--mode=fast", `--pgdata=${cluster.data}`];
  spawnSync(path.join(cluster.programs, "pg_ctl"), args, { ...spawnOptions(cluster), stdio: "ignore" });
}

/** Runs one of PostgreSQL's programs; rejects with what it said. */
function run(cluster, program, args) {
  // pg_ctl leaves the server behind holding these descriptors: as pipes they would never close, so only initdb's are read.
  const stdio = program === "initdb" ? ["ignore", "ignore", "pipe"] : "ignore";
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(cluster.programs, program), args, { ...spawnOptions(cluster), stdio });
    let told = "";
    child.stderr?.on("data", (chunk) => (told += chunk));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}. ${told}`.trim()))));
  });
}

/** None of the user's environment: a PGPORT or PGDATA in it would mislead the programs. */
function spawnOptions({ account }) {
  return { ...account, cwd: "/", env: { PATH: process.env.PATH, LC_ALL: "C" } };
}
