import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@/drizzle/migrate";
import { seedDemo } from "@/drizzle/seed";
import { SYSTEM } from "@/lib/auth/actor";
import { createApiKey } from "@/lib/auth/api-keys";
import { type Database, openDatabase } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { startWorkerProcess, type WorkerProcess } from "@/worker/testing";

const SECRET = "a secret of the benchmarks alone, long enough";

export interface BenchSystem {
  url: string;
  db: Database;
  /** A key that no limit stands in the way of. */
  key: string;
  startWeb(folder: string, port: number): Promise<{ base: string; pid: number }>;
  startWorker(env?: Record<string, string>): Promise<WorkerProcess>;
  stop(): Promise<void>;
}

interface Cluster {
  stop(): void;
}

/** A PostgreSQL of its own with its durability on, as in production, and `leads` demo leads in it. */
export async function startBenchSystem(leads: number): Promise<BenchSystem> {
  process.env.AUTH_SECRET = SECRET;
  const home = await mkdtemp(path.join(tmpdir(), "tanda-bench-"));
  await chmod(home, 0o755);
  const { openCluster, ensureDatabase } = (await import("@/scripts/lib/postgres.mjs" as string)) as {
    openCluster(options: { home: string }): Promise<Cluster>;
    ensureDatabase(cluster: Cluster, name: string): Promise<string>;
  };
  const cluster = await openCluster({ home });
  const url = await ensureDatabase(cluster, "tanda");
  process.env.DATABASE_URL = url;
  await migrate(url);
  const db = openDatabase(url, { max: 5, applicationName: "tanda bench", statementTimeoutMs: 0 });
  await seedDemo(db, { clientes: 20, leads, onProgress: (text) => console.error(`  ${text}`) });
  await db`vacuum analyze`;
  const { key } = await createApiKey(testContext(db, SYSTEM), {
    name: "bench", role: "admin",
    limits: { cooldown_seconds: 0, max_pending_jobs: 1_000_000, max_jobs_per_day: 1_000_000, max_leads_per_day: 1_000_000_000, requests_per_minute: 1_000_000 },
  });
  const { webFlags } = (await import("@/scripts/lib/build.mjs" as string)) as { webFlags: string[] };
  const children: ChildProcess[] = [];
  const workers: WorkerProcess[] = [];
  return {
    url, db, key,
    async startWeb(folder, port) {
      const child = spawn(process.execPath, [...webFlags, "node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)], {
        cwd: folder, env: { ...process.env, NODE_ENV: "production", TANDA_PROCESS: "web", LOG_LEVEL: "error", DATABASE_URL: url }, stdio: ["ignore", "ignore", "inherit"],
      });
      children.push(child);
      const base = `http://127.0.0.1:${port}`;
      while (!(await fetch(`${base}/api/health/ready`).then((r) => r.ok, () => false))) {
        if (child.exitCode !== null) throw new Error("the web process of the benchmark ended");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return { base, pid: child.pid! };
    },
    async startWorker(env = {}) {
      const worker = await startWorkerProcess(url, env);
      workers.push(worker);
      return worker;
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
      await Promise.all(children.map(async (child) => {
        const exit = once(child, "exit");
        if (child.kill("SIGTERM")) await exit;
      }));
      await db.end({ timeout: 5 });
      cluster.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
