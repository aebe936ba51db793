import { execFileSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addPairedSessions, logStatuses, phoneOf, processorSeconds, type SimulatorProcess, startSimulatorProcess } from "./harness/gateways";
import { type BenchRow, percentile } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { type GatewayProcess, startGatewayProcess } from "@/worker/gateway/process-testing";
import { until } from "@/worker/testing";

const ROOT = path.join(import.meta.dirname, "..");
const SOCKETS = number("GATEWAY_BENCH_SOCKETS", 1_000);
const IDLE_MINUTES = number("GATEWAY_BENCH_MINUTES", 10);
const KILLS = number("GATEWAY_BENCH_KILLS", 20);
const TAKE_OVERS = number("GATEWAY_BENCH_TAKE_OVERS", 100);
const KILL_SESSIONS = 25;
const SINGLE_DROPS = 20;
const DISCONNECTION_MS = 500;
const LATEST_WITHIN_MS = 15_000;
const FIRST_PORT = 4_820;

let nextPort = FIRST_PORT;

/**
 * Real sockets to WhatsApp's simulator: what 1,000 of them weigh, what a mass reconnection does to the way of a disconnection, what is left after a
 * gateway is killed, and that two gateways never hold the same session. The web is the built one; run `npm run build` first.
 */
export async function run(): Promise<BenchRow[]> {
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, stdio: "inherit" });
  const system = await startBenchSystem(1_000);
  const simulator = await startSimulatorProcess();
  const gateways: GatewayProcess[] = [];
  try {
    const web = await system.startWeb(ROOT, nextPort++);
    const startGateway = async () => {
      const gateway = await startGatewayProcess({ DATABASE_URL: system.url, WHATSAPP_WS_URL: simulator.url, GATEWAY_PORT: String(nextPort++), GATEWAY_WEB_URL: web.base, GATEWAY_TOKEN: "" });
      gateways.push(gateway);
      return gateway;
    };
    await logStatuses(system.db);
    const rows: BenchRow[] = [];
    if (SOCKETS > 0) rows.push(...(await manySockets(system, simulator, await startGateway())));
    await Promise.all(gateways.splice(0).map((gateway) => gateway.terminate()));
    await system.db`update whatsapp_sessions set desired = 'stopped'`;
    await addPairedSessions(system.db, KILL_SESSIONS, "k");
    if (KILLS > 0) rows.push(await killed(system, simulator, startGateway));
    if (TAKE_OVERS > 0) rows.push(...(await takenOver(system, simulator, startGateway)));
    return rows;
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.kill()));
    simulator.stop();
    await system.stop();
  }
}

async function manySockets({ db }: BenchSystem, simulator: SimulatorProcess, gateway: GatewayProcess): Promise<BenchRow[]> {
  const empty = await memory(gateway);
  await addPairedSessions(db, SOCKETS, "s");
  const startedAt = Date.now();
  await active(db, SOCKETS);
  const opening = (Date.now() - startedAt) / 1000;
  const processorBefore = processorSeconds(gateway.pid);
  const idleFrom = Date.now();
  await sleep(IDLE_MINUTES * 60_000);
  const idleSeconds = (Date.now() - idleFrom) / 1000;
  const idleShare = ((processorSeconds(gateway.pid) - processorBefore) / idleSeconds) * 100;
  const { devices } = await simulator.record();
  const dropped = devices.filter(({ open, opens }) => !open || opens > 1).length;
  const weight = await memory(gateway);
  return [
    { measure: `opening ${SOCKETS} real sockets`, value: opening, unit: "s", yardstick: "5 at a time" },
    { measure: `memory of a gateway with ${SOCKETS} open sockets`, value: weight, unit: "MB", yardstick: `${Math.round(empty)} MB without`, ratio: weight / empty },
    { measure: "processor while they are idle", value: idleShare, unit: "% of a core" },
    { measure: `dropped in ${IDLE_MINUTES} min`, value: dropped, unit: "sockets", holds: dropped === 0 },
    ...(await massReconnection(db, simulator)),
  ];
}

/** All at once; and single ones while the others come back. */
async function massReconnection(db: BenchSystem["db"], simulator: SimulatorProcess): Promise<BenchRow[]> {
  await db`truncate bench_statuses`;
  const closedAt = Date.now();
  await simulator.control({ action: "close", phone: "*", code: 503 });
  await until(async () => (await inactive(db)).length, (count) => count >= SOCKETS, 60_000);
  const storm = await inactive(db);
  const single: number[] = [];
  for (let n = 0; n < SINGLE_DROPS; n++) {
    const id = await until(async () => (await db<{ id: string }[]>`select id from whatsapp_sessions where status = 'active' and id like 's%' order by random() limit 1`)[0]?.id, Boolean, 120_000);
    const droppedAt = Date.now();
    await simulator.control({ action: "drop", phone: phoneOf("s", Number(id!.slice(1))) });
    const row = await until(async () => (await inactive(db)).find((entry) => entry.id === id && entry.rowAt.getTime() >= droppedAt), Boolean, 30_000);
    single.push(row!.rowAt.getTime() - droppedAt);
  }
  await active(db, SOCKETS);
  const backAfter = (Date.now() - closedAt) / 1000;
  const event = percentile(storm.map(({ rowAt, happenedAt }) => rowAt.getTime() - happenedAt.getTime()), 0.99);
  const wire = percentile(storm.map(({ rowAt }) => rowAt.getTime() - closedAt), 0.99);
  return [
    { measure: `all ${SOCKETS} closed at once: event to row, p99`, value: event, unit: "ms", yardstick: `${Math.round(wire)} ms from the order to close to the row`, holds: event < DISCONNECTION_MS },
    { measure: "one dropped while the others reconnect: drop to row, worst", value: Math.max(...single), unit: "ms", yardstick: `median ${percentile(single, 0.5)} ms of ${SINGLE_DROPS}`, holds: Math.max(...single) < DISCONNECTION_MS },
    { measure: `until all ${SOCKETS} are active again`, value: backAfter, unit: "s" },
  ];
}

async function killed({ db }: BenchSystem, simulator: SimulatorProcess, start: () => Promise<GatewayProcess>): Promise<BenchRow> {
  let holder = await start();
  await active(db, KILL_SESSIONS);
  const took: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const next = await start();
    // Something is on its way to the web at the moment of the kill.
    await simulator.control({ action: "drop", phone: phoneOf("k", kill % KILL_SESSIONS) });
    await sleep(Math.random() * 400);
    await holder.kill();
    const killedAt = Date.now();
    const epochs = new Map((await db<{ id: string; epoch: number }[]>`select id, epoch from whatsapp_sessions where id like 'k%'`).map(({ id, epoch }) => [id, epoch]));
    await until(
      async () => db<{ id: string; epoch: number; statusEpoch: number; status: string }[]>`select id, epoch, status, status_epoch as "statusEpoch" from whatsapp_sessions where id like 'k%'`,
      (rows) => rows.every(({ id, epoch, statusEpoch, status }) => status === "active" && epoch === statusEpoch && epoch > epochs.get(id)!), 60_000,
    );
    took.push(Date.now() - killedAt);
    holder = next;
  }
  await holder.terminate();
  const worst = Math.max(...took);
  return { measure: `killed ${KILLS} times: until every row is the latest, worst`, value: worst, unit: "ms", yardstick: `median ${percentile(took, 0.5)} ms, ${KILL_SESSIONS} sessions`, holds: worst < LATEST_WITHIN_MS };
}

/** The lock of whoever holds the sessions is taken away, again and again: the other takes over. */
async function takenOver({ db }: BenchSystem, simulator: SimulatorProcess, start: () => Promise<GatewayProcess>): Promise<BenchRow[]> {
  const before = (await simulator.record()).overlaps;
  await Promise.all([start(), start()]);
  await active(db, KILL_SESSIONS);
  let moved = 0;
  for (let round = 0; moved < TAKE_OVERS; round++) {
    const [held] = await db<{ id: string; lockKey: number; sessions: number }[]>`
      select g.id, lock_key as "lockKey", count(s.id) as sessions from whatsapp_gateways g join whatsapp_sessions s on s.gateway_id = g.id where s.id like 'k%' group by 1, 2 order by 3 desc limit 1`;
    await db`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${held!.lockKey}`;
    await until(async () => (await db<{ n: number }[]>`select count(*) as n from whatsapp_sessions where gateway_id = ${held!.id}`)[0]!.n, (n) => n === 0, 60_000);
    await active(db, KILL_SESSIONS);
    moved += held!.sessions;
  }
  const { overlaps } = await simulator.record();
  return [{ measure: `open in two gateways at once, in ${moved} take-overs after a lost lock`, value: overlaps - before, unit: "sessions", yardstick: `${overlaps} in all, as the server saw them`, holds: overlaps === 0 }];
}

function inactive(db: BenchSystem["db"]): Promise<{ id: string; happenedAt: Date; rowAt: Date }[]> {
  return db<{ id: string; happenedAt: Date; rowAt: Date }[]>`select id, happened_at as "happenedAt", row_at as "rowAt" from bench_statuses where status = 'inactive'`;
}

async function active(db: BenchSystem["db"], count: number): Promise<void> {
  await until(
    async () => (await db<{ n: number }[]>`select count(*) as n from whatsapp_sessions where status = 'active' and desired = 'running' and epoch = status_epoch and gateway_id is not null`)[0]!.n,
    (n) => n === count, 900_000,
  );
}

async function memory(gateway: GatewayProcess): Promise<number> {
  const health = (await (await fetch(`${gateway.url}/health`)).json()) as { memory_bytes: { rss: number } };
  return health.memory_bytes.rss / 1e6;
}

function number(name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback);
}
