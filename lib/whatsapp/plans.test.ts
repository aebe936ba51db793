import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeQrBatch, takeStatusBatch } from "./report";
import { findSession, listSessions } from "./find-session";
import { listSessionsQuery } from "./schemas";
import { GATEWAY } from "@/lib/auth/gateway-token";
import type { Context } from "@/lib/context/context";
import { type Database, openDatabase } from "@/lib/db/sql";
import { keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

const SESSIONS = 20_000;

let own: Awaited<ReturnType<typeof ownDatabase>>;
let explaining: Database;
let statements: string[] = [];
let gateway: Context;

beforeAll(async () => {
  own = await ownDatabase();
  await own.db`
    insert into whatsapp_sessions (id, desired, gateway_id, epoch, status, status_epoch, status_seq, created_at)
    select 's' || n, 'running', 'gw' || n % 4, 1, 'active', 1, 1, now() - n * interval '1 minute' from generate_series(1, ${SESSIONS}) n`;
  await own.db`vacuum analyze whatsapp_sessions`;
  explaining = openDatabase(own.url, { max: 1, applicationName: "tanda test", statementTimeoutMs: 60_000, onNotice: (text) => statements.push(text) });
  await explaining.unsafe("load 'auto_explain'");
  await explaining.unsafe("set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = off; set client_min_messages = log");
  gateway = testContext(explaining, GATEWAY);
}, 120_000);

afterAll(async () => {
  await explaining.end();
  await own.drop();
});

async function plansOf(run: () => Promise<unknown>): Promise<string> {
  statements = [];
  await run();
  return statements.filter((text) => text.includes("whatsapp_sessions")).join("\n");
}

const batch = (seq: number) => Array.from({ length: 50 }, (_, n) => ({ sessionId: `s${1 + n * 397}`, epoch: 1, seq, timestamp: Date.now() }));

describe("the statements behind the gateway, on many sessions", () => {
  it.each([
    ["a batch of statuses", () => takeStatusBatch(gateway, batch(2).map((item) => ({ ...item, status: "inactive", reason: "unavailable" })))],
    ["a batch of QRs", () => takeQrBatch(gateway, batch(3).map((item) => ({ ...item, qr: "2@secret", expiresAt: Date.now() + 20_000 })))],
    ["one session", () => findSession(testContext(explaining, keyActor("admin")), "s17")],
  ])("%s finds its rows by their key", async (_name, run) => {
    const plans = await plansOf(run);
    expect(plans).toContain("whatsapp_sessions_pkey");
    expect(plans).not.toMatch(/Seq Scan on whatsapp_sessions/);
  });

  // Its other statement counts all that the filter matches.
  it("the first page comes by its index", async () => {
    const plans = await plansOf(() => listSessions(testContext(explaining, keyActor("admin")), listSessionsQuery.parse({})));
    expect(plans).toMatch(/Index Scan (Backward )?using whatsapp_sessions_created_at_idx/);
  });

  it("a report touches no index: the updates are heap-only", async () => {
    await own.db.begin(async (tx) => {
      const ctx = { ...gateway, db: tx as unknown as Database };
      for (const seq of [10, 11]) {
        for (let from = 0; from < 4; from += 1) {
          const items = Array.from({ length: 500 }, (_, n) => ({ sessionId: `s${1 + ((n * 4 + from) * 7) % SESSIONS}`, epoch: 1, seq, timestamp: Date.now() }));
          if (seq === 10) await takeStatusBatch(ctx, items.map((item) => ({ ...item, status: "pending", reason: "qr" })));
          else await takeQrBatch(ctx, items.map((item) => ({ ...item, qr: `2@${"x".repeat(230)}`, expiresAt: Date.now() + 20_000 })));
        }
      }
      const [row] = await tx<{ hot: number; all: number }[]>`
        select pg_stat_get_xact_tuples_hot_updated('whatsapp_sessions'::regclass) as hot, pg_stat_get_xact_tuples_updated('whatsapp_sessions'::regclass) as all`;
      expect(row!.all).toBe(4_000);
      expect(row!.hot / row!.all).toBeGreaterThan(0.9);
    });
  });
});
