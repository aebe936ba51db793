import { afterEach, expect, test } from "vitest";
import { report } from "./report";
import { closeDatabase, database } from "./sql";

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
  }).then(() => expect.unreachable(), async (error: unknown) => {
    const { asAppError } = await import("@/lib/http/problem");
    expect(asAppError(error)).toMatchObject({ code: "unavailable", status: 503 });
  });
});
