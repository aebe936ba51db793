import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
// The last of the closing lines: the address and the first password stand before it.
const readyLine = "stops everything";

export interface Launcher {
  child: ChildProcess;
  /** All that it and its processes have said until now, on both streams. */
  printed: () => string;
  /** Its exit code. */
  ended: Promise<number | null>;
}

/** Runs `npm start` on a data folder and a port; whatever else the shell names, no service or database outside of it. */
export function launch(dataDir: string, port: number, more: Record<string, string> = {}): Launcher {
  const own = { DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: String(port), DATABASE_URL: "", APP_URL: "", GATEWAY_PORT: "", ...more };
  const env = { ...process.env, ...own, NODE_ENV: "production" as const, VITEST: "" };
  const child = spawn(process.execPath, ["scripts/start.mjs"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, printed: () => text, ended };
}

/** Resolves when the launcher says that the system is ready; rejects with what it printed if it ends instead. */
export async function ready({ child, printed, ended }: Launcher): Promise<void> {
  const said = new Promise<void>((resolve) => {
    const look = () => printed().includes(readyLine) && resolve();
    child.stdout!.on("data", look);
    look();
  });
  const early = ended.then((code) => Promise.reject(new Error(`The launcher ended with ${code}:\n${printed()}`)));
  await Promise.race([said, early]);
}

/** The processes that a launcher has recorded in its data folder, its own and PostgreSQL apart. */
export function recordedPids(dataDir: string): number[] {
  const folder = path.join(dataDir, "run");
  return existsSync(folder) ? readdirSync(folder).map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b) : [];
}

/** PostgreSQL's first process. */
export function databasePid(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

/** Ends it in order, if it has not ended. */
export async function end({ child, ended }: Launcher): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await ended;
}
