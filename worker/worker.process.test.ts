import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mkdtemp, rm, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { endedBy, ownDatabase, spawnWorker, startWorkerProcess, until, type WorkerProcess } from "./testing";
import { migrate } from "@/drizzle/migrate";
import { addCliente, addLeads, keyActor, testContext } from "@/lib/db/testing";
import { type Database, openDatabase } from "@/lib/db/sql";
import type { Context } from "@/lib/context/context";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";
import type { AcceptedJob } from "@/lib/jobs/schemas";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let workers: WorkerProcess[];

beforeEach(async () => {
  own = await ownDatabase();
  workers = [];
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill().catch(() => undefined)));
  await own.drop();
});

async function startWorker(env: Record<string, string> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(own.url, env);
  workers.push(worker);
  return worker;
}

function start(ctx: Context, lead_ids: number[], estado: string): Promise<AcceptedJob> {
  return bulkStatusAsync(ctx, { lead_ids, estado, priority: "normal", dry_run: false }) as Promise<AcceptedJob>;
}

interface Progress {
  id: number;
  status: string;
  processed: number;
  updated: number;
  total: number;
  failed: number;
}

async function progress(db: Database, jobId: string): Promise<Progress> {
  const [row] = await db<Progress[]>`select id, status, processed, updated, total, failed from jobs where public_id = ${jobId}`;
  return row!;
}

/** Every lead in the state, exactly one history row of the job for each, and counters that say so. */
async function expectExact(db: Database, jobId: string, leads: number[], estado: string): Promise<void> {
  const job = await progress(db, jobId);
  expect(job).toMatchObject({ status: "completed", processed: leads.length, updated: leads.length, failed: 0 });
  const [row] = await db<{ changed: number; history: number; leads: number }[]>`
    select (select count(*) from leads where id = any(${leads}) and estado = ${estado}) as changed,
           (select count(*) from lead_history where job_id = ${job.id}) as history,
           (select count(distinct lead_id) from lead_history where job_id = ${job.id}) as leads`;
  expect(row).toEqual({ changed: leads.length, history: leads.length, leads: leads.length });
}

const TAKEOVER_MS = 15_000;

describe("a worker killed at a random moment", () => {
  it("thirty times over thirty jobs: another takes over within 15 s, nothing is missed and nothing done twice", { timeout: 400_000 }, async () => {
    const ctx = { ...testContext(own.db), actor: keyActor("operator") };
    const leads = await addLeads(ctx, await addCliente(ctx), 5000);
    let [working, standby] = await Promise.all([startWorker(), startWorker()]);
    const interrupted = [];
    for (let round = 0; round < 30; round++) {
      const estado = round % 2 === 0 ? "aprobado" : "contactado";
      const { job_id } = await start(ctx, leads, estado);
      // A random point of the job's life, from just queued to almost done.
      const point = Math.random() * 5000;
      await until(() => progress(own.db, job_id), (job) => job.processed >= point - 1000, TAKEOVER_MS);
      const before = await progress(own.db, job_id);
      await working.kill();
      if (before.status !== "completed") interrupted.push(round);
      const replacement = startWorker();
      await until(() => progress(own.db, job_id), (job) => job.status === "completed", TAKEOVER_MS);
      await expectExact(own.db, job_id, leads, estado);
      [working, standby] = [standby, await replacement];
    }
    // The rounds mean something only if most kills really came while the job ran.
    expect(interrupted.length).toBeGreaterThan(10);
    const [stray] = await own.db<{ n: number }[]>`select count(*) as n from graphile_worker._private_jobs where locked_by is not null and task_id in (select id from graphile_worker._private_tasks where identifier = 'leads:bulk-status')`;
    expect(stray!.n).toBe(0);
    await standby.terminate();
  });
});

describe("a worker told to stop", () => {
  it("before it is ready ends in order all the same, and is not missed", async () => {
    const child = spawnWorker(own.url);
    await until(() => own.db`select from pg_stat_activity where application_name = 'tanda worker life' and datname = current_database()`, (lives) => lives.length === 1, 30_000);
    expect(await endedBy(child).terminate()).toBe(0);
    expect(await own.db`select from worker_pools where stopped_at is null`).toHaveLength(0);
  });

  it("finishes the chunk in hand and leaves the rest to another, which goes on at the cursor", async () => {
    const ctx = { ...testContext(own.db), actor: keyActor("operator") };
    const leads = await addLeads(ctx, await addCliente(ctx), 10_000);
    const first = await startWorker();
    const { job_id } = await start(ctx, leads, "aprobado");
    await until(() => progress(own.db, job_id), (job) => job.processed > 0, TAKEOVER_MS);
    expect(await first.terminate()).toBe(0);
    const left = await progress(own.db, job_id);
    expect(left.processed % 1000).toBe(0);
    await startWorker();
    await until(() => progress(own.db, job_id), (job) => job.status === "completed", TAKEOVER_MS);
    await expectExact(own.db, job_id, leads, "aprobado");
  });
});

it("a job put off is taken soon after it is due, though a place of the queue looks for work by itself only each half minute", async () => {
  await startWorker();
  const waiting = async () => (await own.db<{ jobs: number }[]>`select count(*)::int as jobs from graphile_worker._private_jobs`)[0]!;
  await own.db`select graphile_worker.add_job('users:fold-counts', '{}', run_at => clock_timestamp() + interval '1500 milliseconds')`;
  expect(await waiting()).toEqual({ jobs: 1 });
  await until(waiting, ({ jobs }) => jobs === 0, 15_000);
});

describe("jobs of several tenants at once", () => {
  it("take turns: small ones finish while another tenant's big one still runs", async () => {
    const ctx = testContext(own.db);
    const sizes = [300, 700, 1200, 1600, 2000];
    const tenants = await Promise.all(sizes.map(async (size) => {
      const clienteId = await addCliente(ctx);
      return { actor: keyActor("cliente", { clienteId }), leads: await addLeads(ctx, clienteId, size) };
    }));
    const bigTenant = await addCliente(ctx);
    const bigLeads = await addLeads(ctx, bigTenant, 10_000);
    const big = await start({ ...ctx, actor: keyActor("cliente", { clienteId: bigTenant }) }, bigLeads, "aprobado");
    const small = await Promise.all(tenants.map(({ actor, leads }) => start({ ...ctx, actor }, leads, "aprobado")));
    // One at a time, so that only turns can let the small ones pass.
    await startWorker({ WORKER_CONCURRENCY: "1" });
    for (const { job_id } of [big, ...small]) await until(() => progress(own.db, job_id), (job) => job.status === "completed", 60_000);
    const order = await own.db<{ publicId: string; total: number }[]>`select public_id as "publicId", total from jobs order by finished_at`;
    expect(order.at(-1)!.publicId).toBe(big.job_id);
    await expectExact(own.db, big.job_id, bigLeads, "aprobado");
  });
});

describe("PostgreSQL stopped and started in the middle of a job", () => {
  it("the worker lives on, the job goes on at its cursor, and every count is exact", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "tanda-restart-"));
    await chmod(home, 0o755);
    const { openCluster, ensureDatabase } = (await import("@/scripts/lib/postgres.mjs" as string)) as Clusters;
    let cluster = await openCluster({ home, throwaway: true });
    const url = await ensureDatabase(cluster, "tanda");
    await migrate(url);
    const db = openDatabase(url, { max: 5, applicationName: "tanda test", statementTimeoutMs: 60_000 });
    const ctx = { ...testContext(db), actor: keyActor("operator") };
    const leads = await addLeads(ctx, await addCliente(ctx), 10_000);
    const worker = await startWorkerProcess(url);
    workers.push(worker);
    try {
      for (const estado of ["aprobado", "contactado", "interesado"]) {
        const { job_id } = await start(ctx, leads, estado);
        await until(() => progress(db, job_id), (job) => job.processed >= 2000, TAKEOVER_MS);
        cluster.stop();
        cluster = await openCluster({ home, throwaway: true });
        await until(() => progress(db, job_id), (job) => job.status === "completed", TAKEOVER_MS);
        await expectExact(db, job_id, leads, estado);
      }
    } finally {
      await worker.kill();
      await db.end({ timeout: 1 });
      cluster.stop();
      await rm(home, { recursive: true, force: true });
    }
  });
});

interface Cluster {
  stop(): void;
}

interface Clusters {
  openCluster(options: { home: string; throwaway: boolean }): Promise<Cluster>;
  ensureDatabase(cluster: Cluster, name: string): Promise<string>;
}
