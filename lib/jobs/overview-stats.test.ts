import { afterAll, describe, expect, it } from "vitest";
import { JOB_KIND_NAMES } from "./kinds";
import { listAttention } from "./needs-attention";
import { overviewStats } from "./overview-stats";
import { queueOverview } from "./queue-overview";
import type { Context } from "@/lib/context/context";
import { addCliente, closeTestDatabase, keyActor, rolledBack, testContext } from "@/lib/db/testing";

afterAll(closeTestDatabase);

interface FinishedJob {
  clienteId?: number | null;
  status?: string;
  failed?: number;
  finishedAgo?: string;
  parentId?: number;
  input?: Record<string, unknown>;
}

/** A job of ten leads in one chunk, done so long ago. */
async function addFinishedJob({ db }: Context, { clienteId = null, status = "completed", failed = 0, finishedAgo = "1 minute", parentId, input = {} }: FinishedJob = {}): Promise<number> {
  const [job] = await db<{ id: number }[]>`
    insert into jobs (public_id, kind, status, owner_kind, owner_name, cliente_id, parent_id, input, total, processed, updated, failed, started_at, finished_at, created_at)
    values (${`bulk_${crypto.randomUUID().replaceAll("-", "")}`}, 'bulk_status', ${status}, 'system', 'Tanda', ${clienteId}, ${parentId ?? null}, ${db.json(input as never)},
            10, 10, ${10 - failed}, ${failed}, now() - ${finishedAgo}::interval - interval '2 s', now() - ${finishedAgo}::interval, now() - ${finishedAgo}::interval - interval '3 s')
    returning id`;
  await db`
    insert into job_chunks (job_id, seq, size, updated, unchanged, failed, done_at)
    values (${job!.id}, 0, 10, ${10 - failed}, 0, ${failed}, now() - ${finishedAgo}::interval)`;
  await db`insert into job_failures (job_id, item, error) select ${job!.id}, n, 'state_changed' from generate_series(1, ${failed}::int) n`;
  return job!.id;
}

async function asTenant(ctx: Context): Promise<Context> {
  const clienteId = await addCliente(ctx);
  return testContext(ctx.db, keyActor("cliente", { clienteId }));
}

describe("overviewStats", () => {
  it("counts today's leads in the hour they were done, and a tenant's only its own", () =>
    rolledBack(async (ctx) => {
      const tenant = await asTenant(ctx);
      await addFinishedJob(ctx, { clienteId: tenant.actor.clienteId, failed: 3, finishedAgo: "0 s" });
      await addFinishedJob(ctx, { finishedAgo: "0 s" });
      const { current_hour, hours } = await overviewStats(tenant);
      expect(hours).toHaveLength(24);
      expect(hours[current_hour]).toMatchObject({ hour: current_hour, total: 10, failed: 3 });
      expect(hours.slice(current_hour + 1).every(({ total }) => total === null)).toBe(true);
    }));

  it("puts what was done 24 hours ago into yesterday's same hour", () =>
    rolledBack(async (ctx) => {
      const tenant = await asTenant(ctx);
      await addFinishedJob(ctx, { clienteId: tenant.actor.clienteId, finishedAgo: "24 hours" });
      const { current_hour, hours } = await overviewStats(tenant);
      expect(hours[current_hour]).toMatchObject({ total: 0, yesterday: 10 });
    }));

  it("has a row for every kind, with how long jobs waited and ran", () =>
    rolledBack(async (ctx) => {
      const tenant = await asTenant(ctx);
      await addFinishedJob(ctx, { clienteId: tenant.actor.clienteId });
      const { queues } = await overviewStats(tenant);
      expect(queues.map(({ kind }) => kind)).toEqual(JOB_KIND_NAMES);
      expect(queues[0]).toMatchObject({ kind: "bulk_status", waiting: 0, oldest_waiting_seconds: null, start_delay_seconds_p95: 1, run_seconds_p95: 2 });
    }));
});

describe("listAttention", () => {
  it("lists jobs with failures and their reasons until somebody retries or undoes them", () =>
    rolledBack(async (ctx) => {
      const tenant = await asTenant(ctx);
      const { clienteId } = tenant.actor;
      const id = await addFinishedJob(ctx, { clienteId, failed: 4 });
      expect(await listAttention(tenant)).toMatchObject([{ kind: "failures", reasons: [{ error: "state_changed", count: 4 }] }]);
      expect((await queueOverview(tenant)).needs_attention).toBe(1);
      await addFinishedJob(ctx, { clienteId, parentId: id });
      expect(await listAttention(tenant)).toEqual([]);
      expect((await queueOverview(tenant)).needs_attention).toBe(0);
    }));

  it("leaves out dry runs, what is older than a day and other tenants' jobs", () =>
    rolledBack(async (ctx) => {
      const tenant = await asTenant(ctx);
      const { clienteId } = tenant.actor;
      await addFinishedJob(ctx, { clienteId, failed: 4, input: { dry_run: true } });
      await addFinishedJob(ctx, { clienteId, failed: 4, finishedAgo: "25 hours" });
      await addFinishedJob(ctx, { failed: 4 });
      expect(await listAttention(tenant)).toEqual([]);
    }));

  it("lists a failed job even without failed leads", () =>
    rolledBack(async (ctx) => {
      const tenant = await asTenant(ctx);
      await addFinishedJob(ctx, { clienteId: tenant.actor.clienteId, status: "failed" });
      expect(await listAttention(tenant)).toMatchObject([{ kind: "failed", reasons: [] }]);
    }));
});
