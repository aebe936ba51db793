import { afterAll, describe, expect, it } from "vitest";
import { bulkStatus } from "./bulk-status";
import { addCliente, addLeads, closeTestDatabase, keyActor, rolledBack, testContext } from "@/lib/db/testing";
import { openDatabase } from "@/lib/db/sql";

afterAll(closeTestDatabase);

describe("changing up to 100 leads at once", () => {
  it("changes the valid ones, counts the unchanged, and reports what is not there", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const [first, second] = await addLeads(ctx, cliente, 2);
      const [already] = await addLeads(ctx, cliente, 1, "aprobado");
      const result = await bulkStatus(ctx, { lead_ids: [first!, second!, already!, first!, 9_007_199_254_740_991], estado: "aprobado" });
      expect(result).toEqual({
        success: true, updated: 2, unchanged: 1, failed: 1,
        failures: [{ lead_id: 9_007_199_254_740_991, error: "lead_not_found" }],
      });
    }));

  it("writes exactly one history row for each changed lead, with both states and who did it", () =>
    rolledBack(async (ctx) => {
      const actor = keyActor("operator");
      const cliente = await addCliente(ctx);
      const ids = await addLeads(ctx, cliente, 3);
      await bulkStatus({ ...ctx, actor }, { lead_ids: ids, estado: "aprobado" });
      await bulkStatus({ ...ctx, actor }, { lead_ids: ids, estado: "aprobado" });
      const history = await ctx.db`select lead_id, from_estado, to_estado, actor_kind, actor_id from lead_history where lead_id = any(${ids}) order by lead_id`;
      expect([...history]).toEqual(ids.map((id) => ({ lead_id: id, from_estado: "nuevo", to_estado: "aprobado", actor_kind: "key", actor_id: actor.id })));
    }));

  it("changes nothing when the state is unknown, and lists the valid ones", () =>
    rolledBack(async (ctx) => {
      const ids = await addLeads(ctx, await addCliente(ctx), 2);
      await expect(bulkStatus(ctx, { lead_ids: ids, estado: "inventado" })).rejects.toMatchObject({
        code: "invalid_estado",
        options: { extra: { valid_estados: expect.arrayContaining(["nuevo", "aprobado"]) } },
      });
      const [row] = await ctx.db<{ n: number }[]>`select count(*) as n from leads where id = any(${ids}) and estado = 'nuevo'`;
      expect(row!.n).toBe(2);
    }));

  it("leaves alone leads that are in another state than expected", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const [fresh] = await addLeads(ctx, cliente, 1);
      const [moved] = await addLeads(ctx, cliente, 1, "interesado");
      const result = await bulkStatus(ctx, { lead_ids: [fresh!, moved!], estado: "aprobado", expected_estado: "nuevo" });
      expect(result).toMatchObject({ updated: 1, failed: 1, failures: [{ lead_id: moved, error: "state_changed" }] });
    }));

  it("does not find another tenant's lead", () =>
    rolledBack(async (ctx) => {
      const [own, other] = [await addCliente(ctx), await addCliente(ctx)];
      const [lead] = await addLeads(ctx, other, 1);
      const result = await bulkStatus({ ...ctx, actor: keyActor("cliente", { clienteId: own }) }, { lead_ids: [lead!], estado: "aprobado" });
      expect(result.failures).toEqual([{ lead_id: lead, error: "lead_not_found" }]);
    }));

  it("refuses more than 100 distinct ids and names the route that takes them", () =>
    rolledBack(async (ctx) => {
      const ids = Array.from({ length: 101 }, (_, n) => n + 1);
      await expect(bulkStatus(ctx, { lead_ids: ids, estado: "aprobado" })).rejects.toMatchObject({ code: "too_many_leads", options: { messageKey: "too_many_leads_sync" } });
    }));

  it("may not be done by a viewer", () =>
    rolledBack(async (ctx) => {
      await expect(bulkStatus({ ...ctx, actor: keyActor("viewer") }, { lead_ids: [1], estado: "aprobado" })).rejects.toMatchObject({ code: "forbidden" });
    }));

  it("takes the same number of statements for 1 lead as for 100", async () => {
    let statements = 0;
    const counted = openDatabase(process.env.DATABASE_URL!, {
      max: 1, applicationName: "tanda test", statementTimeoutMs: 10_000, onStatement: () => (statements += 1),
    });
    const ctx = testContext(counted);
    const ids = await addLeads(ctx, await addCliente(ctx), 101);
    const countOf = async (leadIds: number[]) => {
      statements = 0;
      await bulkStatus(ctx, { lead_ids: leadIds, estado: "aprobado" });
      return statements;
    };
    await countOf(ids.slice(100));
    const one = await countOf(ids.slice(0, 1));
    expect(await countOf(ids.slice(1, 100))).toBe(one);
    expect(one).toBe(1);
    await counted.end();
  });
});
