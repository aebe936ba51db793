import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { buildAppCopy } from "./harness/app-copy";
import { bareUpsert } from "./harness/bare-upsert";
import { ask } from "./harness/http";
import { type BenchRow, median, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { Wire } from "./harness/wire";
import { GATEWAY, gatewayToken } from "@/lib/auth/gateway-token";
import { testContext } from "@/lib/db/testing";
import { takeStatusBatch } from "@/lib/whatsapp/report";

const ROOT = path.join(import.meta.dirname, "..");
const SESSIONS = 3_000;
const SECONDS = Number(process.env.WHATSAPP_BENCH_SECONDS ?? 30);
const ROUNDS = 1_500;
/** Two minutes of what a gateway sends: the web has long been up when it comes, and its code compiled. */
const WARM_UP = 1_000;
const BATCH = 50;

interface Load {
  events: number;
  cpuShare: number;
  rss: number;
  requests: number;
  failedRequests: number;
}

/**
 * The events of 3,000 sessions from a gateway's outbox to the rows, through a real web process: at the usual rate and at the peak. Then a batch of
 * 50 over HTTP beside the bare upsert of the same 50 rows, in a production build of its own that has a handler more: one that does nothing.
 */
export async function run(): Promise<BenchRow[]> {
  const [system, app] = [await startBenchSystem(0), await buildAppCopy()];
  try {
    const { base } = await system.startWeb(app.folder, 4320);
    await watchRows(system);
    const rows = SECONDS > 0 ? [...(await load(system, base, 12_000, 0.03)), ...(await load(system, base, 40_000, 0.02))] : [];
    await system.db.unsafe("drop trigger bench_row on whatsapp_sessions");
    return [...rows, ...(await batches(system, base))];
  } finally {
    await system.stop();
    await app.remove();
  }
}

/** Notes of every change of a row how old the event behind it is. */
async function watchRows({ db }: BenchSystem): Promise<void> {
  await db.unsafe(`
    create unlogged table bench_rows (is_qr boolean, is_lost boolean, age_ms float8);
    create function bench_row() returns trigger language plpgsql as $$
    begin
      insert into bench_rows
      select new.qr_seq is distinct from old.qr_seq, new.status = 'inactive' and new.status_seq >= 0 and new.status_seq is distinct from old.status_seq,
        extract(epoch from clock_timestamp() - case when new.qr_seq is distinct from old.qr_seq then new.qr_expires_at - interval '20 s' else new.status_at end) * 1000;
      return null;
    end $$;
    create trigger bench_row after insert or update on whatsapp_sessions for each row execute function bench_row();`);
}

async function load({ db, url }: BenchSystem, base: string, perMinute: number, most: number): Promise<BenchRow[]> {
  await db`truncate whatsapp_sessions, whatsapp_outbox, bench_rows cascade`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "bench/harness/whatsapp-load.ts", base, String(SESSIONS), String(perMinute), String(SECONDS)], {
    cwd: ROOT, env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "warn" },
  });
  const told = JSON.parse(stdout.trim().split("\n").at(-1)!) as Load;
  const [age] = await db<{ oldest: number; lostP99: number; lost: number; p50: number }[]>`
    select max(age_ms) as oldest, percentile_disc(0.5) within group (order by age_ms) as p50, count(*) filter (where is_lost) as lost,
      percentile_disc(0.99) within group (order by age_ms) filter (where is_lost) as "lostP99" from bench_rows`;
  const at = `at ${perMinute.toLocaleString("en")}/min`;
  const share = told.requests / told.events;
  return [
    { measure: `${at}: requests of those that one by one would make`, value: share * 100, unit: "%", yardstick: `${told.requests} of ${told.events}`, holds: share <= most && told.failedRequests === 0 },
    { measure: `${at}: CPU of the outbox`, value: told.cpuShare * 100, unit: "% of core", yardstick: "15 %", holds: told.cpuShare < 0.15 },
    { measure: `${at}: memory of the process`, value: told.rss / 2 ** 20, unit: "MiB", yardstick: "200 MB", holds: told.rss < 200e6 },
    { measure: `${at}: oldest event when its row was written`, value: age!.oldest, unit: "ms", yardstick: `6,000 ms; p50 ${Math.round(age!.p50)} ms`, holds: age!.oldest < 6_000 },
    { measure: `${at}: disconnection to row, p99`, value: age!.lostP99, unit: "ms", yardstick: `500 ms; ${age!.lost} of them`, holds: age!.lostP99 < 500 },
  ];
}

/**
 * A batch by its verb and over HTTP, beside the bare upsert of the same rows, in this process and in the web's own, and a handler that reads the same body and
 * does nothing: taking turns, so that all see the same machine. What an HTTP client takes of its own is no part of it.
 */
async function batches({ db }: BenchSystem, base: string): Promise<BenchRow[]> {
  const ctx = testContext(db, GATEWAY);
  const wire = await Wire.to(base, gatewayToken());
  const [bare, verb, empty, atWeb, http]: number[][] = [[], [], [], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const itemsOf = (prefix: string) => Array.from({ length: BATCH }, (_, n) => ({ sessionId: `${prefix}${(round * BATCH + n) % SESSIONS}`, status: "active", timestamp: Date.now(), epoch: 1, seq: round }));
    const rowsOf = (prefix: string) =>
      JSON.stringify(itemsOf(prefix).map(({ sessionId, status, timestamp, epoch, seq }) => ({ id: sessionId, status, status_epoch: epoch, status_seq: seq, status_at: new Date(timestamp) })));
    const rows = rowsOf("bare");
    bare!.push(await timed(() => bareUpsert(db, rows)));
    const items = itemsOf("verb");
    verb!.push(await timed(() => takeStatusBatch(ctx, items)));
    const body = JSON.stringify({ items: itemsOf("http") });
    empty!.push(await timed(() => wire.ask("/api/bench-empty", body)));
    atWeb!.push((JSON.parse((await ask(`${base}/api/bench-upsert`, { body: rowsOf("web") })).text) as { ms: number }).ms);
    http!.push(await timed(() => wire.ask("/api/whatsapp/status/batch", body)));
  }
  wire.close();
  const [bareMs, verbMs, emptyMs, atWebMs, httpMs] = [bare!, verb!, empty!, atWeb!, http!].map((values) => median(values.slice(WARM_UP))) as [number, number, number, number, number];
  const upsert = `bare upsert of the ${BATCH} rows ${bareMs.toFixed(2)} ms`;
  return [
    { measure: `a batch of ${BATCH} by its verb, p50`, value: verbMs, unit: "ms", yardstick: `${upsert}, at most 2 ×`, ratio: verbMs / bareMs, holds: verbMs <= 2 * bareMs },
    { measure: `a batch of ${BATCH} over HTTP, p50`, value: httpMs, unit: "ms", yardstick: `bare upsert in the web process ${atWebMs.toFixed(2)} ms, at most 2 ×`, ratio: httpMs / atWebMs, holds: httpMs <= 2 * atWebMs },
    { measure: "the same beside the upsert in this process", value: httpMs, unit: "ms", yardstick: upsert, ratio: httpMs / bareMs },
    { measure: "the same beside what HTTP itself takes", value: httpMs, unit: "ms", yardstick: `bare upsert + handler that does nothing ${emptyMs.toFixed(2)} ms`, ratio: httpMs / (bareMs + emptyMs) },
    { measure: "batches a minute of one caller, one after another", value: 60_000 / httpMs, unit: "/min", yardstick: "500", holds: 60_000 / httpMs >= 500 },
  ];
}
