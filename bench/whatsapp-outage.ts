import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, type FaultyWeb, RETRY_AFTER_SECONDS, startFaultyWeb } from "./harness/faulty-web";
import type { BenchRow } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { until } from "@/worker/testing";
import type { BatchGauges } from "@/worker/gateway/outbox/types";

const ROOT = path.join(import.meta.dirname, "..");
const SESSIONS = 3_000;
const EVENTS_PER_MINUTE = 12_000;
const SECONDS = Number(process.env.WHATSAPP_BENCH_OUTAGE_SECONDS ?? 60);
const SETTLED_WITHIN_MS = 120_000;
const FAULTS: Exclude<Fault, "none">[] = ["down", "slow", "500", "429"];

interface Told {
  last: [string, string][];
  rss: number;
  batch: BatchGauges;
}

/**
 * The web away while 3,000 sessions go on changing, in each of the ways in which it can be: afterwards every row is what its session said last, and no
 * row ever went back. Wants a production build (npm run build).
 */
export async function run(): Promise<BenchRow[]> {
  const system = await startBenchSystem(0);
  let door: FaultyWeb | undefined;
  let gateway: ReturnType<typeof startChanges> | undefined;
  try {
    await watchOrder(system);
    const web = await system.startWeb(ROOT, 4330);
    door = await startFaultyWeb(web.base, 4331);
    gateway = startChanges(system, door.base);
    await settled(system, await gateway.pause());
    const rows: BenchRow[] = [];
    for (const fault of FAULTS) rows.push(...(await outage(system, door, gateway, fault)));
    return rows;
  } finally {
    await gateway?.end();
    door?.close();
    await system.stop();
  }
}

async function outage(system: BenchSystem, door: FaultyWeb, gateway: ReturnType<typeof startChanges>, fault: Exclude<Fault, "none">): Promise<BenchRow[]> {
  await system.db`truncate bench_backwards`;
  gateway.go();
  await sleep(2_000);
  await door.set(fault);
  await sleep(SECONDS * 1_000);
  const requests = door.requests();
  const told = await gateway.pause();
  await door.set("none");
  const startedAt = performance.now();
  const wrong = await settled(system, told);
  const [{ backwards }] = await system.db<[{ backwards: number }]>`select count(*) as backwards from bench_backwards`;
  const [{ left }] = await system.db<[{ left: number }]>`select count(*) as left from whatsapp_outbox`;
  const how = { down: "not there", slow: "slow, late and out of order", "500": "answering 500", "429": `answering 429, Retry-After ${RETRY_AFTER_SECONDS}` }[fault];
  const at = `web ${how} for ${SECONDS} s`;
  return [
    { measure: `${at}: rows that are not the latest`, value: wrong, unit: "rows", yardstick: `of ${SESSIONS}; ${told.batch.statusBatchSize} waited`, holds: wrong === 0 },
    { measure: `${at}: rows that went back`, value: backwards, unit: "rows", yardstick: `${left} left in the table`, holds: backwards === 0 },
    { measure: `${at}: from its return to the last row`, value: (performance.now() - startedAt) / 1_000, unit: "s", yardstick: `${requests} requests meanwhile, ${Math.round(told.rss / 2 ** 20)} MiB at most` },
  ];
}

/** Waits until every row is what its session said last and nothing is left in the table; answers how many are not. */
async function settled({ db }: BenchSystem, { last }: Told): Promise<number> {
  const expected = JSON.stringify(last.map(([id, reason]) => ({ id, reason })));
  const read = async () => {
    const [row] = await db<{ wrong: number; left: number }[]>`
      select count(*) filter (where s.reason is distinct from e.reason) as wrong, (select count(*) from whatsapp_outbox) as left
      from jsonb_to_recordset(${expected}::text::jsonb) as e(id text, reason text) left join whatsapp_sessions s on s.id = e.id`;
    return row!;
  };
  return (await until(read, ({ wrong, left }) => wrong === 0 && left === 0, SETTLED_WITHIN_MS).catch(read)).wrong;
}

/** PostgreSQL itself notes every row whose report is older than the one it replaces. */
async function watchOrder({ db }: BenchSystem): Promise<void> {
  await db.unsafe(`
    create table bench_backwards (id text);
    create function bench_backwards() returns trigger language plpgsql as $$ begin insert into bench_backwards values (new.id); return null; end $$;
    create trigger bench_backwards after update on whatsapp_sessions for each row
      when ((new.status_epoch, new.status_seq) < (old.status_epoch, old.status_seq) or (new.qr_epoch, new.qr_seq) < (old.qr_epoch, old.qr_seq))
      execute function bench_backwards();`);
}

function startChanges({ url }: BenchSystem, webUrl: string) {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "bench/harness/whatsapp-changes.ts", webUrl, String(SESSIONS), String(EVENTS_PER_MINUTE / 2)], {
    cwd: ROOT, env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "warn" }, stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: Interface = createInterface({ input: child.stdout! });
  return {
    go: () => void child.stdin!.write("go\n"),
    async pause(): Promise<Told> {
      child.stdin!.write("pause\n");
      return JSON.parse(((await once(lines, "line")) as [string])[0]) as Told;
    },
    async end() {
      const exit = once(child, "exit");
      child.stdin!.end();
      await exit;
    },
  };
}
