import { afterAll, describe, expect, it } from "vitest";
import { importLeads } from "./import-leads";
import { runToEnd } from "./testing";
import type { Context } from "@/lib/context/context";
import { listFailures } from "@/lib/jobs/list-failures";
import { addCliente, addLeads, closeTestDatabase, keyActor, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

async function bringIn(ctx: Context, clienteId: number, text: string, dry_run = false) {
  const body = new Response(text).body;
  const { job_id, total_leads } = await importLeads({ ...ctx, actor: keyActor("admin") }, body, { cliente_id: clienteId, dry_run, filename: "leads.csv" });
  const job = await runToEnd(ctx, job_id);
  const failures = await listFailures(ctx, job_id, { page: 1, per_page: 100, format: "json" });
  return { job, total_leads, failures: failures.items.map(({ lead_id, error }) => [lead_id, error]) };
}

async function leadsOf(ctx: Context, clienteId: number) {
  return [...(await ctx.db`select external_id, name, phone, email, city, estado from leads where cliente_id = ${clienteId} order by id`)];
}

const FILE = `external_id,name,phone,email,city,estado
A1,María Peña,+58 412-555 0101,maria@correo.example,Mérida,contactado
A2,"Ocampo, Luis",,,,
A3,,+584125550103,,,
A4,Ana,no es un teléfono,,,
A5,Ana,,no-es-un-correo,,
A6,Ana,,,,inventado
A1,Repetida,,,,
,Sin identificador,,,,
`;

describe("bringing in leads from a CSV", () => {
  it("creates the good rows, each with its history, and reports each bad one with its line", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const { job, failures, total_leads } = await bringIn(ctx, cliente, FILE);
      expect(total_leads).toBe(8);
      expect(job).toMatchObject({ status: "completed", processed: 8, updated: 3, failed: 5, counters: { created: 3, updated: 0 } });
      expect(failures).toEqual([[4, "invalid_name"], [5, "invalid_phone"], [6, "invalid_email"], [7, "invalid_estado"], [8, "duplicate_row"]]);
      expect(await leadsOf(ctx, cliente)).toEqual([
        { external_id: "A1", name: "María Peña", phone: "+584125550101", email: "maria@correo.example", city: "Mérida", estado: "contactado" },
        { external_id: "A2", name: "Ocampo, Luis", phone: null, email: null, city: null, estado: "nuevo" },
        { external_id: null, name: "Sin identificador", phone: null, email: null, city: null, estado: "nuevo" },
      ]);
      const [history] = await ctx.db<{ n: number }[]>`select count(*) as n from lead_history where job_id = ${job.id}`;
      expect(history!.n).toBe(3);
    }));

  it("a second time changes only what the file says otherwise; blanks leave what is there", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      await bringIn(ctx, cliente, FILE);
      const { job } = await bringIn(ctx, cliente, "external_id,name,phone,estado\nA1,María Peña,,contactado\nA2,Luis Ocampo,,aprobado\n");
      expect(job).toMatchObject({ updated: 1, unchanged: 1, counters: { created: 0, updated: 1 } });
      expect((await leadsOf(ctx, cliente)).slice(0, 2)).toMatchObject([
        { external_id: "A1", phone: "+584125550101" }, { external_id: "A2", name: "Luis Ocampo", estado: "aprobado" },
      ]);
    }));

  it("as a dry run counts the same and writes no lead", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const { job, failures } = await bringIn(ctx, cliente, FILE, true);
      expect(job).toMatchObject({ updated: 3, failed: 5, counters: { created: 3, updated: 0 } });
      expect(failures).toHaveLength(5);
      expect(await leadsOf(ctx, cliente)).toEqual([]);
    }));

  it("takes semicolons, a byte order mark, Spanish headers and Windows line ends", () =>
    rolledBack(async (ctx) => {
      const cliente = await addCliente(ctx);
      const { job } = await bringIn(ctx, cliente, "\uFEFFNombre;Teléfono;Ciudad\r\nJosé;0412 555 01 09;Coro\r\n");
      expect(job.failed).toBe(0);
      expect(await leadsOf(ctx, cliente)).toMatchObject([{ name: "José", phone: "04125550109", city: "Coro" }]);
    }));

  it.each([["nothing", ""], ["a header alone", "name,phone\n"], ["no name column", "phone\n+58412\n"], ["an unclosed quote", 'name\n"abierta']])(
    "of %s is refused as bad input", (_name, text) =>
      rolledBack(async (ctx) => {
        const cliente = await addCliente(ctx);
        await expect(bringIn(ctx, cliente, text)).rejects.toMatchObject({ code: "invalid_request" });
      }),
  );

  it("never touches another tenant's lead with the same external_id", () =>
    rolledBack(async (ctx) => {
      const [own, other] = [await addCliente(ctx), await addCliente(ctx)];
      const [foreign] = await addLeads(ctx, other, 1);
      await ctx.db`update leads set external_id = 'A1' where id = ${foreign!}`;
      await bringIn(ctx, own, FILE);
      expect(await leadsOf(ctx, other)).toMatchObject([{ external_id: "A1", name: "Lead 1" }]);
    }));
});
