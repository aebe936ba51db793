import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Database, openDatabase } from "@/lib/db/sql";

export const ROOT = path.join(import.meta.dirname, "..");

export interface EndedBy {
  /** Ends at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks for a drain; answers the exit code. */
  terminate(): Promise<number | null>;
}

export interface WorkerProcess extends EndedBy {
  pid: number;
  /** What it logged, a parsed line each. */
  lines: Record<string, unknown>[];
}

/** Starts a real worker process on a database and waits until it takes jobs. */
export async function startWorkerProcess(databaseUrl: string, env: Record<string, string> = {}): Promise<WorkerProcess> {
  const child = spawnWorker(databaseUrl, env);
  const lines: Record<string, unknown>[] = [];
  await ready(child, lines);
  return { pid: child.pid!, lines, ...endedBy(child) };
}

/** Starts a real worker process and waits for nothing. */
export function spawnWorker(databaseUrl: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "worker/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "info", DATABASE_URL: databaseUrl, TANDA_PROCESS: "worker", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** How a process under test is ended. */
export function endedBy(child: ChildProcess): EndedBy {
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exit = once(child, "exit");
    child.kill(signal);
    return ((await exit) as [number | null])[0];
  };
  return { kill: async () => void (await end("SIGKILL")), terminate: () => end("SIGTERM") };
}

function ready(child: ChildProcess, lines: Record<string, unknown>[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the worker ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout! }).on("line", (text) => {
      const line = JSON.parse(text) as Record<string, unknown>;
      lines.push(line);
      if (line.msg === "worker ready") resolve();
    });
  });
}

/** A database of its own, cloned from the migrated template; dropped by `drop`. */
export async function ownDatabase(): Promise<{ url: string; db: Database; drop: () => Promise<void> }> {
  const adminUrl = process.env.TEST_DATABASE_ADMIN_URL!;
  const admin = openDatabase(adminUrl, { max: 1, applicationName: "tanda test", statementTimeoutMs: 60_000 });
  const name = `tanda_${crypto.randomUUID().replaceAll("-", "")}`;
  await admin.unsafe(`create database ${name} template tanda_template`);
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const db = openDatabase(url, { max: 10, applicationName: "tanda test", statementTimeoutMs: 60_000 });
  return {
    url,
    db,
    async drop() {
      await db.end({ timeout: 5 });
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Waits until a query's first row passes; asks again as soon as the last answer came. */
export async function until<T>(ask: () => Promise<T>, passes: (value: T) => boolean, withinMs: number): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await ask().catch((error: unknown) => {
      if (Date.now() > deadline) throw error;
      return undefined;
    });
    if (value !== undefined && passes(value)) return value;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
