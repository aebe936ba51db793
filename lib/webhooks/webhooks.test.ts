import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { deliver } from "./deliver";
import { listDeliveries, replayDeliveries } from "./deliveries";
import { createWebhook, findWebhook, listWebhooks, rotateOwnerSecret, rotateSecret } from "./endpoints";
import { post } from "./post";
import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert";
import type { Context } from "@/lib/context/context";
import { addCliente, addLeads, closeTestDatabase, keyActor, rolledBack } from "@/lib/db/testing";
import { cancelJob } from "@/lib/jobs/cancel-job";
import type { AcceptedJob } from "@/lib/jobs/schemas";
import { bulkStatusAsync } from "@/lib/leads/bulk-status-async";

process.env.WEBHOOK_ALLOW_PRIVATE = "true";

let server: Server;
let url: string;
let answer: { status: number; location?: string };
let got: { headers: IncomingHttpHeaders; body: string }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(answer.status, answer.location ? { Location: answer.location } : {}).end("thanks");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});

beforeEach(() => {
  got = [];
  answer = { status: 200 };
});

afterAll(async () => {
  server.close();
  await closeTestDatabase();
});

async function endedJob(ctx: Context, clienteId: number, webhook_url?: string): Promise<string> {
  const leads = await addLeads(ctx, clienteId, 2);
  const { job_id } = (await bulkStatusAsync(ctx, { lead_ids: leads, estado: "aprobado", priority: "normal", dry_run: false, ...(webhook_url && { webhook_url }) })) as AcceptedJob;
  await cancelJob(ctx, job_id);
  return job_id;
}

async function deliverAll(ctx: Context): Promise<void> {
  const rows = await ctx.db<{ id: number }[]>`select id from webhook_deliveries where status = 'pending' order by id`;
  for (const { id } of rows) await deliver(ctx, id);
}

const verify = (secret: string, { headers, body }: (typeof got)[number]) => new Webhook(secret).verify(body, headers as Record<string, string>);

it("a job that ends is told to whoever subscribed, signed as Standard Webhooks, with its queue entry in the same transaction", () =>
  rolledBack(async (system) => {
    const clienteId = await addCliente(system);
    const ctx = { ...system, actor: keyActor("cliente", { clienteId }) };
    const { secret, id } = await createWebhook(ctx, { url, events: ["job.cancelled"] });
    const jobId = await endedJob(ctx, clienteId);
    const [queued] = await ctx.db`select 1 from graphile_worker._private_jobs q join webhook_deliveries d on (q.payload->>'deliveryId')::bigint = d.id where d.subject = ${jobId}`;
    expect(queued).toBeDefined();
    await deliverAll(ctx);
    expect(verify(secret, got[0]!)).toMatchObject({ type: "job.cancelled", data: { job_id: jobId, status: "cancelled" } });
    const { items } = await listDeliveries(ctx, id, { page: 1, per_page: 10 });
    expect(items).toMatchObject([{ status: "delivered", attempts: 1, response_status: 200, response_body: "thanks" }]);
  }));

it("a tenant sees and gets its own only", () =>
  rolledBack(async (system) => {
    const [mine, theirs] = [await addCliente(system), await addCliente(system)];
    const me = { ...system, actor: keyActor("cliente", { clienteId: mine }) };
    const they = { ...system, actor: keyActor("cliente", { clienteId: theirs }) };
    const { id } = await createWebhook(me, { url, events: ["job.cancelled", "alert.raised"] });
    await endedJob(they, theirs);
    await system.db`select alert_raise('cpu', 'test', 'warning', '{}')`;
    expect(await system.db`select 1 from webhook_deliveries where endpoint_id = ${id}`).toHaveLength(0);
    expect((await listWebhooks(they)).items).toEqual([]);
    await expect(findWebhook(they, id)).rejects.toMatchObject({ code: "not_found" });
  }));

it("an alert is told when it is raised, when somebody takes it on, and when it resolves, each once", () =>
  rolledBack(async (system) => {
    const ctx = { ...system, actor: keyActor("admin") };
    const { secret } = await createWebhook(ctx, { url, events: ["alert.raised", "alert.acknowledged", "alert.resolved"] });
    await ctx.db`select alert_raise('disk', 'told', 'critical', '{"value": 95, "limit": 90}'), alert_raise('disk', 'told', 'critical', '{"value": 96, "limit": 90}')`;
    const [alert] = await ctx.db<{ id: number }[]>`select id from alerts where kind = 'disk' and subject = 'told'`;
    await acknowledgeAlert(ctx, alert!.id);
    await ctx.db`select alert_resolve('disk', 'told')`;
    await deliverAll(ctx);
    expect(got.map((one) => verify(secret, one))).toMatchObject([
      { type: "alert.raised", data: { id: alert!.id, kind: "disk", severity: "critical", params: { value: 95 }, acknowledged_by: null, resolved_at: null } },
      { type: "alert.acknowledged", data: { id: alert!.id, acknowledged_by: "admin key", resolved_at: null } },
      { type: "alert.resolved", data: { id: alert!.id, resolved_at: expect.any(String) } },
    ]);
  }));

it("what fails waits longer and longer, keeps its id and body, and is delivered when replayed", () =>
  rolledBack(async (system) => {
    const clienteId = await addCliente(system);
    const ctx = { ...system, actor: keyActor("cliente", { clienteId }) };
    const { id, secret } = await createWebhook(ctx, { url, events: ["job.cancelled"] });
    await endedJob(ctx, clienteId);
    answer = { status: 500 };
    for (let attempt = 0; attempt < 12; attempt++) await deliverAll(ctx);
    const { items: [failed] } = await listDeliveries(ctx, id, { page: 1, per_page: 10, status: "failed" });
    expect(failed).toMatchObject({ attempts: 12, response_status: 500, next_attempt_at: null });
    const [wait] = await ctx.db<{ hours: number }[]>`
      select extract(epoch from max(run_at) - now())::float8 / 3600 as hours from graphile_worker._private_jobs where (payload->>'deliveryId')::bigint = ${failed!.id}`;
    expect(wait!.hours).toBeGreaterThan(6);
    answer = { status: 204 };
    expect(await replayDeliveries(ctx, id, {})).toEqual({ success: true, queued: 1 });
    await deliverAll(ctx);
    expect(new Set(got.map((one) => one.headers["webhook-id"])).size).toBe(1);
    expect(new Set(got.map((one) => one.body)).size).toBe(1);
    verify(secret, got.at(-1)!);
  }));

it("after a rotation the old secret and the new one both sign", () =>
  rolledBack(async (system) => {
    const clienteId = await addCliente(system);
    const ctx = { ...system, actor: keyActor("cliente", { clienteId }) };
    const { id, secret } = await createWebhook(ctx, { url, events: ["job.cancelled"] });
    const rotated = await rotateSecret(ctx, id);
    expect(rotated.secret).not.toBe(secret);
    await endedJob(ctx, clienteId);
    await deliverAll(ctx);
    verify(secret, got[0]!);
    verify(rotated.secret, got[0]!);
    const [row] = await ctx.db<{ kept: string }[]>`select secret || previous_secret as kept from webhook_endpoints where id = ${id}`;
    expect(row!.kept).not.toContain("whsec_");
    await ctx.db`update webhook_endpoints set previous_until = now() - interval '1 second' where id = ${id}`;
    await endedJob(ctx, clienteId);
    await deliverAll(ctx);
    expect(() => verify(secret, got[1]!)).toThrow("No matching signature");
  }));

it("the webhook_url of a job gets the job as its GET shows it, signed with the owner's secret", () =>
  rolledBack(async (system) => {
    const clienteId = await addCliente(system);
    const ctx = { ...system, actor: keyActor("cliente", { clienteId }) };
    const { secret } = await rotateOwnerSecret(ctx);
    const jobId = await endedJob(ctx, clienteId, url);
    await deliverAll(ctx);
    expect(verify(secret, got[0]!)).toMatchObject({ success: true, job_id: jobId, status: "cancelled", webhook_url: url });
  }));

it("an address to which nothing came through for a day is switched off, and an alert says so until it is on again", () =>
  rolledBack(async (system) => {
    const clienteId = await addCliente(system);
    const ctx = { ...system, actor: keyActor("cliente", { clienteId }) };
    const { id } = await createWebhook(ctx, { url, events: ["job.cancelled"] });
    await ctx.db`update webhook_endpoints set failing_since = now() - interval '25 hours' where id = ${id}`;
    await endedJob(ctx, clienteId);
    answer = { status: 503 };
    await deliverAll(ctx);
    expect(await findWebhook(ctx, id)).toMatchObject({ status: "disabled" });
    const open = () => ctx.db`select 1 from alerts where kind = 'webhook_disabled' and subject = ${String(id)} and resolved_at is null`;
    expect(await open()).toHaveLength(1);
    await ctx.db`update webhook_endpoints set status = 'active' where id = ${id}`;
    expect(await open()).toHaveLength(0);
  }));

it("a redirect is followed with its method, and not to a private address", async () => {
  const first = createServer((_request, response) => response.writeHead(307, { Location: url }).end());
  await new Promise<void>((resolve) => first.listen(0, "127.0.0.1", resolve));
  const from = `http://127.0.0.1:${(first.address() as AddressInfo).port}/`;
  const options = { headers: {}, timeoutMs: 5_000 };
  expect(await post(from, "{}", { ...options, allowPrivate: true })).toMatchObject({ status: 200 });
  await expect(post(from, "{}", { ...options, allowPrivate: false })).rejects.toThrow("private_address");
  expect(got).toHaveLength(1);
  first.close();
});
