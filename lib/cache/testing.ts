import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

export interface CacheProcess {
  ask(command: string): Promise<unknown>;
  kill(): Promise<void>;
  end(): Promise<void>;
}

/** Starts a process that caches (testing-process.ts). */
export function startCacheProcess(databaseUrl: string, redisUrl?: string): CacheProcess {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "lib/cache/testing-process.ts"], {
    cwd: path.join(import.meta.dirname, "../.."), env: { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl ?? "" }, stdio: ["pipe", "pipe", "inherit"],
  });
  const asked = new Map<string, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const { id, answer, error } = JSON.parse(line) as { id: string; answer?: unknown; error?: string };
    if (error === undefined) asked.get(id)?.resolve(answer);
    else asked.get(id)?.reject(new Error(error));
    asked.delete(id);
  });
  const exit = once(child, "exit");
  let next = 0;
  return {
    ask: (command) =>
      new Promise((resolve, reject) => {
        const id = String(next++);
        asked.set(id, { resolve, reject });
        child.stdin!.write(`${id} ${command}\n`);
      }),
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
    async end() {
      child.stdin!.end();
      await exit;
    },
  };
}
