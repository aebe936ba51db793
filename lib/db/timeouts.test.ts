import { afterEach, expect, test } from "vitest";
import { readInBatches, report } from "./report";
import { closeDatabase, database, poolUse } from "./sql";
import { addCliente, addLeads, testContext, testDatabase } from "./testing";
import { PATCH } from "@/app/api/crm/leads/[id]/route";
import { SYSTEM } from "@/lib/auth/actor";
import { asAppError } from "@/lib/http/problem";
import { addKey, call } from "@/lib/http/testing";

afterEach(async () => {
  await closeDatabase();
  delete process.env.TANDA_PROCESS;
});

const limits = async () => {
  const [row] = await database()`
    select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`;
  return row;
};

test.each([
  ["web", { statement: "5s", lock: "5s", idle: "30s" }],
  ["worker", { statement: "30s", lock: "10s", idle: "30s" }],
])("A statement of the %s ends in time, and so does its wait for a lock", async (kind, expected) => {
  process.env.TANDA_PROCESS = kind;
  expect(await limits()).toEqual(expected);
});

test("A report has a minute, and leaves its connection with the limits it had", async () => {
  const [row] = await report({ db: database() }, (db) => db`select current_setting('statement_timeout') as statement`);
  expect(row).toEqual({ statement: "1min" });
  expect(await limits()).toMatchObject({ statement: "5s" });
});

test("A statement over its time is told as a wait that can help", async () => {
  await database().begin(async (db) => {
    await db`set local statement_timeout = 1`;
    await db`select pg_sleep(5)`;
  }).then(() => expect.unreachable(), (error: unknown) => {
    expect(asAppError(error)).toMatchObject({ code: "unavailable", status: 503 });
  });
});

test("A route that waits for a lock in vain answers 503, with when to come again, and what it asked for is left undone", async () => {
  const ctx = testContext(testDatabase(), SYSTEM);
  const [id] = await addLeads(ctx, await addCliente(ctx), 1);
  const key = await addKey("admin");
  const change = () => call<{ error: string; estado: string }>(PATCH, "PATCH", `/api/crm/leads/${id}`, { key, params: { id: String(id) }, body: { estado: "aprobado" } });
  const held = await ctx.db.begin(async (tx) => {
    await tx`select from leads where id = ${id!} for update`;
    return change();
  });
  expect(held.status).toBe(503);
  expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(held.json.error).toBe("unavailable");
  expect(held.text).not.toMatch(/lock|statement|55P03|57014/i);
  expect(await ctx.db`select estado from leads where id = ${id!}`).toEqual([{ estado: "nuevo" }]);
  expect(await change()).toMatchObject({ status: 200, json: { estado: "aprobado" } });
});

test("An export may take as long as it takes, and each of its batches as long as a report", async () => {
  const db = database();
  const slow = (seconds: number) => db<{ n: number }[]>`select n, pg_sleep(${seconds}) from generate_series(1, 20) n`;
  const read: number[] = [];
  for await (const rows of readInBatches(db, slow(0.03), 2, 500)) read.push(...rows.map(({ n }) => n));
  expect(read).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  await expect(readInBatches(db, slow(0.5), 2, 500).next()).rejects.toMatchObject({ code: "57014" });
  expect(poolUse()).toMatchObject({ inUse: 0 });
});

test("Whoever leaves an export before its end leaves no transaction open", async () => {
  const db = database();
  for await (const rows of readInBatches(db, db<{ n: number }[]>`select n from generate_series(1, 5000) n where n > ${10}`, 1000)) {
    expect(rows).toHaveLength(1000);
    expect(poolUse()).toMatchObject({ inUse: 1 });
    break;
  }
  expect(poolUse()).toMatchObject({ inUse: 0 });
  expect(await db`select from pg_stat_activity where application_name = 'tanda web' and datname = current_database() and state like 'idle in transaction%'`).toHaveLength(0);
});

test("An export whose connection goes fails, and lets go of its place", async () => {
  const db = database();
  const batches = readInBatches(db, db<{ pid: number }[]>`select pg_backend_pid() as pid from generate_series(1, 5000)`, 1000);
  const { value } = await batches.next();
  const [{ pid }] = value as [{ pid: number }];
  await db`select pg_terminate_backend(${pid}, 5000)`;
  const failed: unknown = await batches.next().then(() => expect.unreachable(), (error: unknown) => error);
  expect(asAppError(failed)).toMatchObject({ status: 503 });
  await expect.poll(() => poolUse()?.inUse).toBe(0);
});
