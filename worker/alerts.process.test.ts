import { afterEach, beforeEach, expect, it } from "vitest";
import { openRig, type Rig } from "./campaigns/testing";
import { startGatewayProcess } from "./gateway/process-testing";
import { ownDatabase, startWorkerProcess, until } from "./testing";
import { startWhatsappSimulator } from "@/e2e/simulators/whatsapp/server";
import type { AlertKind } from "@/lib/alerts/schemas";
import { watchLives } from "@/lib/monitoring/watch-lives";
import { freePort } from "@/scripts/lib/ports.mjs";

const WITHIN_MS = 30_000;

let own: Awaited<ReturnType<typeof ownDatabase>>;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

interface Found {
  subject: string;
  severity: string;
  params: Record<string, unknown>;
  resolved: boolean;
}

const alerts = (kind: AlertKind) => own.db<Found[]>`select subject, severity, params, resolved_at is not null as resolved from alerts where kind = ${kind} order by id`;
const raised = (kind: AlertKind) => until(() => alerts(kind), (found) => found.some(({ resolved }) => !resolved), WITHIN_MS);
const resolved = (kind: AlertKind) => until(() => alerts(kind), (found) => found.length > 0 && found.every((one) => one.resolved), WITHIN_MS);
/** What the clock asks each minute, asked now. */
const watch = (task: string) => own.db`select graphile_worker.add_job(${task}, '{}'::json, priority => -100)`;
/** Every look of a web process: its silence counts, so that only time has to pass. */
const look = () => watchLives(own.db, { silenceCounts: true });

it("the only worker, killed, is missed by a web process; the one that is started then makes up for it", async () => {
  const first = await startWorkerProcess(own.url);
  await look();
  expect(await alerts("worker_gone")).toEqual([]);
  await first.kill();
  await own.db`update worker_pools set seen_at = seen_at - interval '31 seconds'`;
  await look();
  await look();
  expect(await alerts("worker_gone")).toMatchObject([{ severity: "critical", resolved: false }]);
  const next = await startWorkerProcess(own.url);
  await until(async () => { await look(); return alerts("worker_gone"); }, (found) => found.every((one) => one.resolved), WITHIN_MS);
  expect(await alerts("worker_gone")).toHaveLength(1);
  expect(await next.terminate()).toBe(0);
  await look();
  expect(await alerts("worker_gone")).toHaveLength(1);
});

it("a gateway, killed, is missed; one that takes its place resolves it; one that is stopped is not missed", async () => {
  const simulator = await startWhatsappSimulator();
  const start = async () => startGatewayProcess({ DATABASE_URL: own.url, WHATSAPP_WS_URL: simulator.url, GATEWAY_PORT: String(await freePort()), GATEWAY_WEB_URL: "http://127.0.0.1:9" });
  const first = await start();
  await first.kill();
  await own.db`update whatsapp_gateways set heartbeat_at = heartbeat_at - interval '31 seconds'`;
  await look();
  expect(await alerts("gateway_gone")).toMatchObject([{ severity: "critical", resolved: false }]);
  const next = await start();
  await until(async () => { await look(); return alerts("gateway_gone"); }, (found) => found.every((one) => one.resolved), WITHIN_MS);
  expect(await next.terminate()).toBe(0);
  await look();
  expect(await alerts("gateway_gone")).toHaveLength(1);
  await simulator.close();
});

/** Real workers that send to a simulated Twilio. */
async function withRig(run: (rig: Rig) => Promise<void>, settings: Record<string, string> = {}): Promise<void> {
  const rig = await openRig(own.url, { TWILIO_MESSAGES_PER_SECOND: "200", TWILIO_PROBE_SECONDS: "1", ...settings });
  try {
    await run(rig);
  } finally {
    await rig.close();
  }
}

it("Twilio gone away opens the breaker and raises one alert; Twilio back resolves it", () =>
  withRig(async (rig) => {
    await rig.worker();
    await rig.simulator.control.outage("refuse");
    const campaign = await rig.campaign(60);
    const [alert] = await raised("breaker_open");
    expect(alert).toMatchObject({ severity: "critical" });
    expect(alert!.params.failures).toBeGreaterThanOrEqual(10);
    await rig.simulator.control.recover();
    await resolved("breaker_open");
    expect(await rig.ended(campaign)).toMatchObject({ status: "completed", sent: 60 });
    expect(await alerts("breaker_open")).toHaveLength(1);
  }));

it("one number in five refused raises an alert of the failure rate; the campaign's end resolves it", () =>
  withRig(async (rig) => {
    rig.simulator.control.configure({ faults: { errorBySuffix: { "3": 21211, "7": 21211 } } });
    const campaign = await rig.campaign(260);
    // Slow enough to be seen while it sends.
    await rig.worker();
    await until(() => own.db<{ n: number }[]>`select length(recent_outcomes) as n from campaigns where id = ${campaign}`, ([row]) => row!.n === 200, WITHIN_MS);
    await watch("campaigns:watch");
    const [alert] = await raised("failure_rate");
    expect(alert).toMatchObject({ severity: "warning", subject: String(campaign), params: { limit: 0.1 } });
    expect(alert!.params.share).toBeGreaterThan(0.1);
    await rig.ended(campaign);
    await watch("campaigns:watch");
    await resolved("failure_rate");
    expect(await alerts("failure_rate")).toHaveLength(1);
  }, { TWILIO_MESSAGES_PER_SECOND: "20" }));

it("more tasks due for a minute than the workers can take raise an alert; a drained queue resolves it", () =>
  withRig(async (rig) => {
    await own.db`select graphile_worker.add_job('webhooks:deliver', json_build_object('deliveryId', n), run_at => now() - interval '2 minutes', priority => 10) from generate_series(1, 50) n`;
    await watch("campaigns:watch");
    await rig.worker();
    expect(await until(() => alerts("queue_saturated"), (found) => found.length > 0, WITHIN_MS)).toMatchObject([{ severity: "warning", params: { waiting: 50, limit: 10 } }]);
    await until(() => own.db<{ n: number }[]>`select count(*) as n from graphile_worker._private_jobs where run_at <= now()`, ([row]) => row!.n === 0, WITHIN_MS);
    await watch("campaigns:watch");
    await resolved("queue_saturated");
    expect(await alerts("queue_saturated")).toHaveLength(1);
  }, { WORKER_CONCURRENCY: "1", MAX_CONCURRENT_BATCHES: "1" }));

it("a job whose turn does not come raises an alert; once it runs to its end it is resolved", async () => {
  const worker = await startWorkerProcess(own.url);
  const [job] = await own.db<{ id: number }[]>`
    insert into jobs (public_id, kind, owner_kind, owner_name, input, created_at)
    values ('bulk_stuck1', 'bulk_status', 'system', 'Tanda', '{"estado": "aprobado"}', now() - interval '6 minutes') returning id`;
  await own.db`select graphile_worker.add_job('leads:bulk-status', json_build_object('jobId', ${job!.id}::bigint), run_at => now() + interval '1 hour', job_key => 'stuck')`;
  await watch("jobs:watch");
  expect(await raised("job_stuck")).toMatchObject([{ subject: "bulk_stuck1", severity: "critical" }]);
  await own.db`select graphile_worker.add_job('leads:bulk-status', json_build_object('jobId', ${job!.id}::bigint), job_key => 'stuck')`;
  await resolved("job_stuck");
  expect(await alerts("job_stuck")).toHaveLength(1);
  await worker.kill();
});
