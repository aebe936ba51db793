import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@/drizzle/migrate";
import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator, TwilioSimulatorOptions } from "@/e2e/simulators/twilio/types";
import { SIMULATED } from "@/lib/campaigns/testing";
import type { Context } from "@/lib/context/context";
import { type Database, openDatabase } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { startWorkerProcess, type WorkerProcess } from "@/worker/testing";

/** All of ours that runs at one time; Twilio is another's and lives on. */
export interface Running {
  db: Database;
  ctx: Context;
  workers: WorkerProcess[];
}

export interface WholeSystem {
  simulator: TwilioSimulator;
  /** Starts PostgreSQL and so many workers. */
  up: (workers: number) => Promise<Running>;
  /** Kills them all, PostgreSQL first, as a power cut would. */
  powerCut: (running: Running) => Promise<void>;
  close: (running: Running) => Promise<void>;
}

interface Postgres {
  openCluster(options: { home: string }): Promise<{ stop(): void }>;
  ensureDatabase(cluster: object, name: string): Promise<string>;
}

/** A PostgreSQL of its own with its durability on, and workers, that can all be cut off together. */
export async function wholeSystem(settings: Record<string, string>, simulated: TwilioSimulatorOptions): Promise<WholeSystem> {
  const { openCluster, ensureDatabase } = (await import("@/scripts/lib/postgres.mjs" as string)) as Postgres;
  const home = await mkdtemp(path.join(tmpdir(), "tanda-bench-"));
  await chmod(home, 0o755);
  const simulator = await startTwilioSimulator({ seed: 21, ...simulated });
  let cluster: Awaited<ReturnType<Postgres["openCluster"]>>;
  const killWorkers = ({ workers }: Running) => Promise.all(workers.map((worker) => worker.kill()));
  return {
    simulator,
    async up(count) {
      cluster = await openCluster({ home });
      const url = await ensureDatabase(cluster, "tanda");
      await migrate(url);
      const db = openDatabase(url, { max: 5, applicationName: "tanda bench", statementTimeoutMs: 60_000 });
      const env = { ...SIMULATED, TWILIO_API_URL: simulator.url, AUTH_SECRET: "x".repeat(32), ...settings };
      const workers = await Promise.all(Array.from({ length: count }, () => startWorkerProcess(url, env)));
      return { db, ctx: testContext(db), workers };
    },
    async powerCut(running) {
      process.kill(Number(readFileSync(path.join(home, "postgres/postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      await killWorkers(running);
      await running.db.end({ timeout: 0 });
    },
    async close(running) {
      await killWorkers(running);
      await running.db.end({ timeout: 5 });
      await simulator.close();
      cluster.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
