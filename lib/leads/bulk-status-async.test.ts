import { afterAll, describe, expect, it } from "vitest";
import { bulkStatusAsync, CHUNK_LEADS } from "./bulk-status-async";
import type { BulkStatusAsync } from "./schemas";
import { retryJob } from "./retry-job";
import { runToEnd } from "./testing";
import { undoJob } from "./undo-job";
import { cancelJob } from "@/lib/jobs/cancel-job";
import { findJob } from "@/lib/jobs/find-job";
import { listFailures } from "@/lib/jobs/list-failures";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import type { Context } from "@/lib/context/context";
import { addCliente, addLeads, closeTestDatabase, keyActor, rolledBack, testContext, testDatabase } from "@/lib/db/testing";

afterAll(closeTestDatabase);

type Request = Partial<BulkStatusAsync> & { estado: string };

function start(ctx: Context, request: Request): Promise<AcceptedJob> {
  return bulkStatusAsync(ctx, { priority: "normal", dry_run: false, ...request }) as Promise<AcceptedJob>;
}

describe("a bulk change as a job", () => {
  it("is accepted with its queue entry in one transaction, each id once", () =>
    rolledBack(async (ctx) => {
      const ids = await addLeads(ctx, await addCliente(ctx), 3);
      const accepted = await start({ ...ctx, actor: keyActor("operator") }, { lead_ids: [...ids, ...ids], estado: "aprobado" });
      expect(accepted).toMatchObject({ success: true, status: "queued", total_leads: 3, check_status_url: `/api/crm/jobs/${accepted.job_id}` });
      const queued = await ctx.db`
        select q.priority from jobs j join graphile_worker._private_jobs q on (q.payload->>'jobId')::bigint = j.id where j.public_id = ${accepted.job_id}`;
      expect(queued).toHaveLength(1);
    }));

  it("changes every lead in chunks, with exact counters and one history row each", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const ids = [...(await addLeads(ctx, cliente, 2400)), ...(await addLeads(ctx, cliente, 100, "aprobado"))];
      const { job_id } = await start({ ...ctx, actor: keyActor("operator") }, { lead_ids: [...ids, 888_888_888], estado: "aprobado" });
      const job = await runToEnd(ctx, job_id);
      expect(job).toMatchObject({ status: "completed", total: 2501, processed: 2501, updated: 2400, unchanged: 100, failed: 1, cursor: Math.ceil(2501 / CHUNK_LEADS) });
      const [history] = await ctx.db<{ rows: number; leads: number }[]>`
        select count(*) as rows, count(distinct lead_id) as leads from lead_history where job_id = ${job.id}`;
      expect(history).toEqual({ rows: 2400, leads: 2400 });
      expect((await listFailures(ctx, job_id, { page: 1, per_page: 10, format: "json" })).items).toEqual([
        { lead_id: 888_888_888, error: "lead_not_found", detail: null },
      ]);
    }));

  it("by filter takes what matches when it is accepted, not what matches later", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      await addLeads(ctx, cliente, 5);
      const { job_id, total_leads } = await start({ ...ctx, actor: keyActor("operator") }, { filter: { cliente_id: cliente, estado: "nuevo" }, estado: "aprobado" });
      const [later] = await addLeads(ctx, cliente, 1);
      expect(total_leads).toBe(5);
      await runToEnd(ctx, job_id);
      const [row] = await ctx.db<{ estado: string }[]>`select estado from leads where id = ${later!}`;
      expect(row!.estado).toBe("nuevo");
    }));

  it("by filter without a match is a job of nothing that completes", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const { job_id, total_leads } = await start({ ...ctx, actor: keyActor("operator") }, { filter: { cliente_id: cliente }, estado: "aprobado" });
      expect(total_leads).toBe(0);
      await runToEnd(ctx, job_id);
      expect(await findJob(ctx, job_id)).toMatchObject({ status: "completed", progress_percent: 100 });
    }));

  it("as a dry run counts and changes nothing", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const fresh = await addLeads(ctx, cliente, 4);
      const done = await addLeads(ctx, cliente, 2, "aprobado");
      const counts = await bulkStatusAsync(ctx, { lead_ids: [...fresh, ...done, 777_777_777], estado: "aprobado", priority: "normal", dry_run: true });
      expect(counts).toMatchObject({ dry_run: true, total_leads: 7, will_update: 4, unchanged: 2, failed: 1, by_reason: [{ error: "lead_not_found", count: 1 }] });
      const [row] = await ctx.db<{ n: number }[]>`select count(*) as n from leads where id = any(${fresh}) and estado = 'nuevo'`;
      expect(row!.n).toBe(4);
    }));

  it("refuses 10,001 leads as too many, whatever else is free", () =>
    rolledBack(async (ctx) => {
      const lead_ids = Array.from({ length: 10_001 }, (_, n) => n + 1);
      await expect(start({ ...ctx, actor: keyActor("operator") }, { lead_ids, estado: "aprobado" })).rejects.toMatchObject({ code: "too_many_leads" });
    }));

  it("once cancelled keeps what is applied and counts it", () =>
    rolledBack(async (ctx) => {
      const actor = keyActor("operator");
      const ids = await addLeads(ctx, await addCliente(ctx), 10);
      const { job_id } = await start({ ...ctx, actor }, { lead_ids: ids, estado: "aprobado" });
      expect(await cancelJob({ ...ctx, actor }, job_id)).toMatchObject({ status: "cancelled" });
      expect(await runToEnd(ctx, job_id)).toMatchObject({ status: "cancelled", processed: 0 });
      await expect(cancelJob({ ...ctx, actor }, job_id)).rejects.toMatchObject({ code: "invalid_transition" });
    }));

  it("retried makes a new job of the failed leads only", () =>
    rolledBack(async (ctx) => {
      const actor = keyActor("operator");
      const cliente = await addCliente(ctx);
      const [fresh] = await addLeads(ctx, cliente, 1);
      const [moved] = await addLeads(ctx, cliente, 1, "interesado");
      const { job_id } = await start({ ...ctx, actor }, { lead_ids: [fresh!, moved!], estado: "aprobado", expected_estado: "nuevo" });
      await runToEnd(ctx, job_id);
      await ctx.db`update leads set estado = 'nuevo' where id = ${moved!}`;
      const again = await retryJob({ ...ctx, actor }, job_id);
      expect(again.total_leads).toBe(1);
      expect(await runToEnd(ctx, again.job_id)).toMatchObject({ updated: 1, failed: 0 });
      await expect(retryJob({ ...ctx, actor }, again.job_id)).rejects.toMatchObject({ code: "nothing_to_retry" });
    }));

  it("undone puts back exactly the leads that still have the state it gave, and reports the others", () =>
    rolledBack(async (ctx) => {
      const actor = keyActor("operator");
      const cliente = await addCliente(ctx);
      const ids = await addLeads(ctx, cliente, 4);
      const interested = await addLeads(ctx, cliente, 2, "interesado");
      const { job_id } = await start({ ...ctx, actor }, { lead_ids: [...ids, ...interested], estado: "aprobado" });
      await runToEnd(ctx, job_id);
      await ctx.db`update leads set estado = 'instalado' where id = ${ids[0]!}`;
      const undo = await undoJob({ ...ctx, actor }, job_id);
      expect(await runToEnd(ctx, undo.job_id)).toMatchObject({ status: "completed", updated: 5, failed: 1 });
      const rows = await ctx.db<{ id: number; estado: string }[]>`select id, estado from leads where id = any(${[...ids, ...interested]}) order by id`;
      expect(rows.map((row) => row.estado)).toEqual(["instalado", "nuevo", "nuevo", "nuevo", "interesado", "interesado"]);
      expect((await listFailures(ctx, undo.job_id, { page: 1, per_page: 10, format: "json" })).items).toEqual([
        { lead_id: ids[0], error: "state_changed", detail: null },
      ]);
      await expect(undoJob({ ...ctx, actor }, job_id)).rejects.toMatchObject({ code: "already_undone" });
    }));

  it("is not found by another tenant, just as one that is not there", () =>
    rolledBack(async (ctx) => {
      const [own, other] = [await addCliente(ctx), await addCliente(ctx)];
      const ids = await addLeads(ctx, other, 1);
      const { job_id } = await start({ ...ctx, actor: keyActor("cliente", { clienteId: other }) }, { lead_ids: ids, estado: "aprobado" });
      const stranger = { ...ctx, actor: keyActor("cliente", { clienteId: own }) };
      for (const ask of [findJob, cancelJob, retryJob, undoJob]) await expect(ask(stranger, job_id)).rejects.toMatchObject({ code: "not_found" });
    }));
});

describe("two changes of the same leads at the same time", () => {
  it("wait for each other and never deadlock; each changed lead has one history row a change", async () => {
    const db = testDatabase();
    const ctx = testContext(db);
    const ids = await addLeads(ctx, await addCliente(ctx), 2000);
    const jobs = await Promise.all(["aprobado", "interesado", "agendado"].map((estado) => start({ ...ctx, actor: keyActor("operator") }, { lead_ids: ids, estado })));
    const done = await Promise.all(jobs.map(({ job_id }) => runToEnd(ctx, job_id)));
    expect(done.map((job) => job.status)).toEqual(["completed", "completed", "completed"]);
    for (const job of done) {
      const [row] = await db<{ n: number }[]>`select count(*) as n from lead_history where job_id = ${job.id}`;
      expect(row!.n).toBe(job.updated);
    }
  });
});
