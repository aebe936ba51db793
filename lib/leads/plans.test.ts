import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrayLiteral, changeEstado } from "./change-estado";
import { listLeads } from "./list-leads";
import { listLeadsQuery } from "./schemas";
import { seedDemo } from "@/drizzle/seed";
import { type Database, openDatabase, type Transaction } from "@/lib/db/sql";
import { keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let explaining: Database;
let statements: string[];

beforeAll(async () => {
  own = await ownDatabase();
  await seedDemo(own.db, { clientes: 20, leads: 60_000 });
  await own.db`vacuum analyze leads`;
  // auto_explain hands the plan of every statement, as it really ran, to the session as a notice.
  explaining = openDatabase(own.url, { max: 1, applicationName: "tanda test", statementTimeoutMs: 60_000, onNotice: (text) => statements.push(text) });
  await explaining.unsafe("load 'auto_explain'");
  await explaining.unsafe("set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = off; set client_min_messages = log");
}, 120_000);

afterAll(async () => {
  await explaining.end();
  await own.drop();
});

/** The plans of the statements that touch leads while `run` runs. */
async function plansOf(run: () => Promise<unknown>): Promise<string> {
  statements = [];
  await run();
  return statements.filter((text) => /\bleads\b/.test(text)).join("\n");
}

describe("the plans of the statements behind the leads' page", () => {
  it.each([
    ["the first page", "", "leads_pkey"],
    ["a tenant's page", "cliente_id=3", "leads_(pkey|cliente_id_idx)"],
    ["by creation", "sort=-created_at", "leads_created_at_idx"],
    ["a search", "search=colmenares%20yusmary", "leads_search_idx"],
    ["a short period", "created_after=2000-01-01&created_before=2000-01-02", "leads_created_at_idx"],
  ])("%s walks an index, never the whole table", async (_name, query, index) => {
    const parsed = listLeadsQuery.parse(Object.fromEntries(new URLSearchParams(query)));
    const plans = await plansOf(() => listLeads(testContext(explaining, keyActor("admin")), parsed));
    expect(plans).toMatch(new RegExp(index));
    expect(plans).not.toMatch(/Seq Scan on leads/);
  });

  it("a change finds its leads by their primary key", async () => {
    const ids = arrayLiteral([1, 500, 59_000]);
    const plans = await plansOf(() => changeEstado(explaining as unknown as Transaction, { ids, estado: "aprobado", expected: null, clienteId: null, jobId: null, actor: { kind: "system", id: null } }));
    expect(plans).toContain("leads_pkey");
    expect(plans).not.toMatch(/Seq Scan on leads/);
  });

  it("a change of state touches no index: the updates are heap-only", async () => {
    const ids = arrayLiteral(Array.from({ length: 1000 }, (_, n) => n * 50 + 1));
    await own.db.begin(async (tx) => {
      await changeEstado(tx, { ids, estado: "agendado", expected: null, clienteId: null, jobId: null, actor: { kind: "system", id: null } });
      const [row] = await tx<{ hot: number; all: number }[]>`
        select pg_stat_get_xact_tuples_hot_updated('leads'::regclass) as hot, pg_stat_get_xact_tuples_updated('leads'::regclass) as all`;
      expect(row!.all).toBeGreaterThan(500);
      expect(row!.hot / row!.all).toBeGreaterThan(0.9);
    });
  });
});
