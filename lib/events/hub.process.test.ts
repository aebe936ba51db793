import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { notifyProcesses } from "./bus";
import { closeStreams, subscribe } from "./hub";
import { openDatabase } from "@/lib/db/sql";
import { until } from "@/worker/testing";

const BACK_WITHIN_MS = 20_000;
const RESTARTS = 3;

interface Clusters {
  openCluster(options: { home: string; throwaway: boolean }): Promise<{ stop(): void }>;
  ensureDatabase(cluster: { stop(): void }, name: string): Promise<string>;
}

it("hears events each time PostgreSQL was stopped and started, also what subscribed while it was away, and everybody is told to read anew", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "tanda-listen-"));
  await chmod(home, 0o755);
  const { openCluster, ensureDatabase } = (await import("@/scripts/lib/postgres.mjs" as string)) as Clusters;
  let cluster = await openCluster({ home, throwaway: true });
  const url = await ensureDatabase(cluster, "tanda");
  process.env.DATABASE_URL = url;
  // Whoever subscribes while the database is away hears of it all the same once it is there.
  cluster.stop();
  const heard: number[] = [];
  let resets = 0;
  const unsubscribe = subscribe({ onMessage: (message) => void (message.kind === "alert" && heard.push(message.id)), onReset: () => (resets += 1), onClose: () => undefined });
  // A pool for each question: one that has failed waits longer and longer before it connects again.
  const tell = async (id: number) => {
    const db = openDatabase(url, { max: 1, applicationName: "tanda test", statementTimeoutMs: 5_000 });
    await notifyProcesses(db, { kind: "alert", id }).finally(() => db.end({ timeout: 1 }));
  };
  const hears = (id: number) => until(async () => { await tell(id); return heard; }, (ids) => ids.includes(id), BACK_WITHIN_MS);
  try {
    await until(() => tell(0).then(() => false, () => true), (failed) => failed, BACK_WITHIN_MS);
    cluster = await openCluster({ home, throwaway: true });
    await hears(0);
    expect(resets).toBe(1);
    for (let restart = 1; restart <= RESTARTS; restart++) {
      cluster.stop();
      await until(() => tell(restart).then(() => false, () => true), (failed) => failed, BACK_WITHIN_MS);
      cluster = await openCluster({ home, throwaway: true });
      await hears(restart);
      expect(resets).toBe(restart + 1);
    }
  } finally {
    unsubscribe();
    await closeStreams();
    cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
});
