// A Redis for tests and benchmarks, wherever one can be had: on the loopback, in a folder of its own, keeping nothing on disk.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { capture } from "./commands.mjs";
import { withLock } from "./lock.mjs";
import { freePort } from "./ports.mjs";
import { temporaryFolder } from "./test-database.mjs";

const installTimeoutMs = 300_000;
const portAttempts = 5;

/** Returns the path of a redis-server that starts, or null: REDIS_SERVER_PATH or the system's. */
export function installedRedis() {
  const inPath = (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, "redis-server"));
  const candidates = [process.env.REDIS_SERVER_PATH, ...inPath];
  return candidates.find((file) => file && existsSync(file) && spawnSync(file, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0) ?? null;
}

/** Returns the path of a redis-server, installing one by apt-get if there is none; throws if that does not work. */
export async function ensureRedis() {
  return installedRedis() ?? withLock(path.join(os.tmpdir(), "tanda-redis-install.lock"), install);
}

async function install() {
  let told = "";
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "redis-server"]]) {
    const found = installedRedis();
    if (found) return found;
    // Run level 1 keeps the package from starting a service of its own.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    told = await capture("apt-get", args, { env, timeoutMs: installTimeoutMs }).then(({ output }) => output, (error) => error.message);
  }
  const found = installedRedis();
  if (found) return found;
  throw new Error(`No redis-server for the tests: install one, or name it in REDIS_SERVER_PATH.\n${told.trim().split("\n").slice(-10).join("\n")}`);
}

/**
 * Starts a Redis. Answers its `url` and `pid`; `stop()` ends it as a crash would, `start()` brings it back on the same port with nothing in it, and
 * `close()` ends it for good. `args` are more of the server's own options, such as `["--maxmemory", "10mb"]`.
 */
export async function startRedis({ args = [] } = {}) {
  const program = await ensureRedis();
  const { home, remove } = temporaryFolder();
  let child;
  const end = () => child?.kill("SIGKILL");
  const launch = async (port) => {
    child = await launched(program, { home, port, args });
    writeFileSync(path.join(home, "redis.pid"), String(child.pid));
  };
  process.once("exit", end);
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  };
  const close = async () => {
    await stop();
    process.off("exit", end);
    remove();
  };
  try {
    const port = await firstLaunch(launch);
    return {
      url: `redis://127.0.0.1:${port}`,
      get pid() {
        return child.pid;
      },
      stop,
      async start() {
        await stop();
        await launch(port);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Somebody else may take a free port before the server does: then another one. */
async function firstLaunch(launch) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      await launch(port);
      return port;
    } catch (error) {
      if (attempt === portAttempts) throw error;
    }
  }
}

function launched(program, { home, port, args }) {
  const fixed = ["--port", port, "--bind", "127.0.0.1", "--dir", home, "--save", "", "--appendonly", "no", "--daemonize", "no"];
  const child = spawn(program, [...fixed, ...args].map(String), { cwd: home, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    const lines = [];
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`redis-server ended with ${code} before it was ready.\n${lines.slice(-5).join("\n")}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.splice(0, lines.length - 20);
        lines.push(line);
        if (line.includes("Ready to accept connections")) resolve(child);
      });
    }
  });
}
