import { afterAll, expect, it } from "vitest";
import { acknowledgeAlert } from "./acknowledge-alert";
import { judge } from "./judge";
import { listAlerts, listOpenAlerts, openAlerts } from "./list-alerts";
import type { AlertKind } from "./schemas";
import type { Context } from "@/lib/context/context";
import { addCliente, addLeads, closeTestDatabase, keyActor, rolledBack } from "@/lib/db/testing";
import { watchJobs } from "@/lib/jobs/cleanup-jobs";
import { startLife } from "@/lib/jobs/liveness";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";
import { watchLives } from "@/lib/monitoring/watch-lives";

afterAll(closeTestDatabase);

async function open(ctx: Context, kind: AlertKind, subject?: string) {
  return (await listOpenAlerts(ctx)).filter((alert) => alert.kind === kind && (subject === undefined || alert.subject === subject));
}

const found = (bad: boolean) => [{ kind: "cpu" as const, subject: "a test", bad, severity: "warning" as const, params: { value: 91, limit: 80 } }];

it("a measured condition raises after three bad findings in a row, once, and resolves after three good ones", () =>
  rolledBack(async (ctx) => {
    for (const bad of [true, true, false, true, true]) await judge(ctx.db, found(bad));
    expect(await open(ctx, "cpu", "a test")).toHaveLength(0);
    for (const bad of [true, true, false, false]) await judge(ctx.db, found(bad));
    expect(await open(ctx, "cpu", "a test")).toMatchObject([{ evaluations: 2, severity: "warning", params: { value: 91, limit: 80 } }]);
    await judge(ctx.db, found(false));
    expect(await open(ctx, "cpu", "a test")).toHaveLength(0);
  }));

it("somebody takes an alert on, once; the audit says who, and that it was raised and resolved", () =>
  rolledBack(async (system) => {
    const ctx = { ...system, actor: keyActor("operator") };
    await ctx.db`select alert_raise('disk', 'a test', 'critical', '{}')`;
    const [alert] = await open(ctx, "disk", "a test");
    expect(await acknowledgeAlert(ctx, alert!.id)).toMatchObject({ acknowledged_by: "operator key", resolved_at: null });
    await expect(acknowledgeAlert(ctx, alert!.id)).rejects.toMatchObject({ code: "invalid_transition" });
    await expect(acknowledgeAlert({ ...system, actor: keyActor("viewer") }, alert!.id)).rejects.toMatchObject({ code: "forbidden" });
    await ctx.db`select alert_resolve('disk', 'a test')`;
    const told = await ctx.db<{ action: string }[]>`select action from audit_log where entity = 'alert' and entity_id = ${String(alert!.id)} order by id`;
    expect(told.map((row) => row.action)).toEqual(["alert.raised", "alert.acknowledge", "alert.resolved"]);
  }));

it("alerts are listed by state, kind and gravity, and counted while they hold; a tenant has no part in them", () =>
  rolledBack(async (system) => {
    const ctx = { ...system, actor: keyActor("viewer") };
    const before = (await openAlerts(ctx)).counts;
    await ctx.db`select alert_raise('disk', 'listed', 'critical', '{}'), alert_raise('cpu', 'listed', 'warning', '{}'), alert_raise('memory', 'listed', 'critical', '{}')`;
    await ctx.db`update alerts set acknowledged_at = now(), acknowledged_by = 'Ana' where kind = 'disk' and subject = 'listed'`;
    await ctx.db`select alert_resolve('memory', 'listed')`;
    const list = async (query: Partial<Parameters<typeof listAlerts>[1]>) =>
      (await listAlerts(ctx, { page: 1, per_page: 100, format: "json", ...query })).items.filter(({ subject }) => subject === "listed").map(({ kind }) => kind).sort();
    expect(await list({})).toEqual(["cpu", "disk", "memory"]);
    expect(await list({ status: ["open", "acknowledged"] })).toEqual(["cpu", "disk"]);
    expect(await list({ status: ["resolved"] })).toEqual(["memory"]);
    expect(await list({ severity: "critical", status: ["acknowledged", "resolved"] })).toEqual(["disk", "memory"]);
    expect(await list({ kind: ["cpu", "memory"] })).toEqual(["cpu", "memory"]);
    expect((await openAlerts(ctx)).counts).toEqual({ total: before.total + 2, acknowledged: before.acknowledged + 1, critical: before.critical + 1 });
    await expect(openAlerts({ ...system, actor: keyActor("cliente", { clienteId: 1 }) })).rejects.toMatchObject({ code: "forbidden" });
  }));

it("a job without progress raises an alert; progress resolves it", () =>
  rolledBack(async (system) => {
    const ctx = { ...system, actor: keyActor("operator") };
    const leads = await addLeads(ctx, await addCliente(ctx), 1);
    const { job_id } = (await bulkStatusAsync(ctx, { lead_ids: leads, estado: "aprobado", priority: "normal", dry_run: false })) as AcceptedJob;
    await ctx.db`update jobs set created_at = now() - interval '6 minutes' where public_id = ${job_id}`;
    await watchJobs(ctx);
    expect(await open(ctx, "job_stuck", job_id)).toHaveLength(1);
    await ctx.db`update jobs set stuck_at = null, progress_at = now() where public_id = ${job_id}`;
    expect(await open(ctx, "job_stuck", job_id)).toHaveLength(0);
  }));

it("a Wispro run that fails raises an alert; the next that completes resolves it", () =>
  rolledBack(async (ctx) => {
    const run = async (status: string) => {
      const [row] = await ctx.db<{ id: number }[]>`
        insert into jobs (public_id, kind, owner_kind, owner_name, input) values (${`wispro_${crypto.randomUUID()}`}, 'wispro_sync', 'system', 'Tanda', '{}') returning id`;
      await ctx.db`update jobs set status = ${status}, finished_at = now() where id = ${row!.id}`;
    };
    await run("failed");
    expect(await open(ctx, "wispro_failed")).toHaveLength(1);
    await run("completed");
    expect(await open(ctx, "wispro_failed")).toHaveLength(0);
  }));

const look = (ctx: Context, silenceCounts = true) => watchLives(ctx.db, { silenceCounts });
const addPool = (ctx: Context, pool: { pool_id: string; pid: number; lost?: boolean; seen?: string }) =>
  ctx.db`
    insert into worker_pools (pool_id, lock_key, host, pid, concurrency, started_at, seen_at, stopped_at, lost_at)
    values (${pool.pool_id}, 5, 'h', ${pool.pid}, 1, clock_timestamp(), now() - ${pool.seen ?? "0 s"}::interval,
            ${pool.lost ? ctx.db`now() - interval '11 s'` : null}, ${pool.lost ? ctx.db`now() - interval '11 s'` : null})`;

it("a worker that died raises an alert, once; one that starts later resolves it", () =>
  rolledBack(async (ctx) => {
    await addPool(ctx, { pool_id: "dead", pid: 1, seen: "12 s" });
    const life = await startLife(process.env.DATABASE_URL!, ctx.db, ctx.log, () => undefined);
    await life.beat(undefined, 0);
    await look(ctx);
    expect(await open(ctx, "worker_gone", "dead")).toHaveLength(0);
    await ctx.db`update worker_pools set lost_at = lost_at - interval '11 s' where pool_id = 'dead'`;
    for (let n = 0; n < 3; n++) await look(ctx);
    expect(await open(ctx, "worker_gone", "dead")).toMatchObject([{ severity: "critical", params: { host: "h" }, evaluations: 1 }]);
    await life.register("next", 1);
    await ctx.db`update worker_pools set started_at = clock_timestamp() + interval '1 second' where pool_id = 'next'`;
    for (let n = 0; n < 3; n++) await look(ctx);
    expect(await open(ctx, "worker_gone", "dead")).toHaveLength(0);
    expect(await ctx.db`select 1 from alerts where subject = 'dead'`).toHaveLength(1);
    await life.end("next");
  }));

it("a worker that was replaced before anybody looked raises its alert all the same, and it resolves at the next look", () =>
  rolledBack(async (ctx) => {
    await addPool(ctx, { pool_id: "crashed", pid: 1, lost: true, seen: "12 s" });
    await addPool(ctx, { pool_id: "replaced", pid: 2 });
    await look(ctx);
    expect(await open(ctx, "worker_gone", "crashed")).toHaveLength(1);
    for (let n = 0; n < 3; n++) await look(ctx);
    expect(await open(ctx, "worker_gone", "crashed")).toHaveLength(0);
    expect(await ctx.db`select 1 from alerts where subject = 'crashed'`).toHaveLength(1);
  }));

it("the only worker, silent for half a minute, raises an alert without another to find it; it resolves when it is heard again", () =>
  rolledBack(async (ctx) => {
    await addPool(ctx, { pool_id: "alone", pid: 1, seen: "31 s" });
    await look(ctx, false);
    expect(await open(ctx, "worker_gone", "alone")).toHaveLength(0);
    await look(ctx);
    expect(await open(ctx, "worker_gone", "alone")).toHaveLength(1);
    await ctx.db`update worker_pools set seen_at = now() where pool_id = 'alone'`;
    await look(ctx);
    expect(await open(ctx, "worker_gone", "alone")).toHaveLength(0);
  }));

it("a worker that only lost its database, and lives on under a new pool, is not gone", () =>
  rolledBack(async (ctx) => {
    await addPool(ctx, { pool_id: "before", pid: 77, lost: true });
    await addPool(ctx, { pool_id: "after", pid: 77 });
    await look(ctx);
    expect(await open(ctx, "worker_gone", "before")).toHaveLength(0);
  }));

it("a gateway without heartbeat raises an alert; its next heartbeat resolves it", () =>
  rolledBack(async (ctx) => {
    await ctx.db`insert into whatsapp_gateways (id, pid, host, url, lock_key, heartbeat_at) values ('g-test', 1, 'h', 'http://127.0.0.1:1', 1, now() - interval '1 minute')`;
    await look(ctx, false);
    expect(await open(ctx, "gateway_gone", "g-test")).toHaveLength(0);
    await look(ctx);
    expect(await open(ctx, "gateway_gone", "g-test")).toHaveLength(1);
    await ctx.db`update whatsapp_gateways set heartbeat_at = now() where id = 'g-test'`;
    await look(ctx);
    expect(await open(ctx, "gateway_gone", "g-test")).toHaveLength(0);
  }));

it("what campaigns find is among the alerts of all rooms, and is resolved with it", () =>
  rolledBack(async (ctx) => {
    await ctx.db`insert into campaign_alerts (kind, sender_id, detail) values ('breaker_open', 987, '{"failures": 5}')`;
    expect(await open(ctx, "breaker_open", "987")).toMatchObject([{ severity: "critical" }]);
    await ctx.db`update campaign_alerts set resolved_at = now() where sender_id = 987`;
    expect(await open(ctx, "breaker_open", "987")).toHaveLength(0);
  }));
