import { afterAll, describe, expect, it } from "vitest";
import { cleanupJobs, watchJobs } from "./cleanup-jobs";
import { createJob } from "./create-job";
import { transaction } from "@/lib/db/transaction";
import type { Context } from "@/lib/context/context";
import { addCliente, closeTestDatabase, keyActor, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

async function addJob(ctx: Context, columns: Record<string, unknown>): Promise<number> {
  const { id } = await transaction({ ...ctx, actor: keyActor("operator") }, (tx) => createJob(tx, { kind: "bulk_status", input: {}, total: 10, clienteId: null }));
  await ctx.db`update jobs set ${ctx.db(columns)} where id = ${id}`;
  return id;
}

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60 * 1000);

async function left(ctx: Context, ids: number[]): Promise<boolean[]> {
  const rows = await ctx.db<{ id: number }[]>`select id from jobs where id = any(${ids})`;
  return ids.map((id) => rows.some((row) => row.id === id));
}

describe("the clean-up", () => {
  it("removes completed and cancelled jobs after 7 days, failed ones after 30, and no other", () =>
    rolledBack(async (ctx) => {
      const ids = [
        await addJob(ctx, { status: "completed", finished_at: daysAgo(8) }),
        await addJob(ctx, { status: "cancelled", finished_at: daysAgo(8) }),
        await addJob(ctx, { status: "failed", finished_at: daysAgo(31) }),
        await addJob(ctx, { status: "completed", finished_at: daysAgo(6) }),
        await addJob(ctx, { status: "failed", finished_at: daysAgo(29) }),
        await addJob(ctx, { status: "queued" }),
      ];
      const report = await cleanupJobs(ctx);
      expect(await left(ctx, ids)).toEqual([false, false, false, true, true, true]);
      expect(report).toMatchObject({ completed_removed: 2, failed_removed: 1 });
    }));

  it("keeps the history of leads whose job is gone", () =>
    rolledBack(async (ctx) => {
      const job = await addJob(ctx, { status: "completed", finished_at: daysAgo(8) });
      await ctx.db`insert into lead_history (lead_id, to_estado, job_id, actor_kind) values (1, 'nuevo', ${job}, 'system')`;
      await cleanupJobs(ctx);
      const [row] = await ctx.db<{ n: number }[]>`select count(*) as n from lead_history where job_id = ${job}`;
      expect(row!.n).toBe(1);
    }));

  it("takes uploads that never became a job after a day", () =>
    rolledBack(async (ctx) => {
      await ctx.db`insert into job_chunks (job_id, seq, rows, size, created_at) values (987654321, 0, '[]', 0, ${daysAgo(2)}), (987654322, 0, '[]', 0, now())`;
      await cleanupJobs(ctx);
      const rows = await ctx.db<{ job_id: number }[]>`select job_id from job_chunks where job_id in (987654321, 987654322)`;
      expect(rows.map((row) => row.job_id)).toEqual([987654322]);
    }));
});

describe("the watch", () => {
  it("fails a job past its time limit as timed_out", () =>
    rolledBack(async (ctx) => {
      const id = await addJob(ctx, { status: "processing", started_at: minutesAgo(16), progress_at: minutesAgo(0) });
      await watchJobs(ctx);
      const [job] = await ctx.db`select status, error from jobs where id = ${id}`;
      expect(job).toEqual({ status: "failed", error: "timed_out" });
    }));

  it("flags a job without progress once", () =>
    rolledBack(async (ctx) => {
      const id = await addJob(ctx, { status: "processing", started_at: minutesAgo(7), progress_at: minutesAgo(6) });
      expect((await watchJobs(ctx)).stuck).toBe(1);
      expect((await watchJobs(ctx)).stuck).toBe(0);
      const [job] = await ctx.db<{ stuck: boolean }[]>`select stuck_at is not null as stuck from jobs where id = ${id}`;
      expect(job!.stuck).toBe(true);
    }));

  it("queues a job again whose queue entry is gone, and leaves alone one that has it", () =>
    rolledBack(async (ctx) => {
      await addCliente(ctx);
      const [lost, kept] = [await addJob(ctx, { created_at: minutesAgo(3) }), await addJob(ctx, { created_at: minutesAgo(3) })];
      await ctx.db`delete from graphile_worker._private_jobs where (payload->>'jobId')::bigint = ${lost}`;
      await watchJobs(ctx);
      const entries = await ctx.db<{ id: number; n: number }[]>`
        select (payload->>'jobId')::bigint as id, count(*) as n from graphile_worker._private_jobs
        where (payload->>'jobId')::bigint = any(${[lost, kept]}) group by 1 order by 1`;
      expect([...entries]).toEqual([{ id: lost, n: 1 }, { id: kept, n: 1 }]);
    }));
});
