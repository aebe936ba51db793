import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { ask } from "./harness/http";
import { type BenchRow, median, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";

const ROOT = path.join(import.meta.dirname, "..");
const SESSIONS = 3_000;
const SECONDS = 30;
const ROUNDS = 300;
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
 * 50 over HTTP beside the bare upsert of the same 50 rows. Wants a production build (npm run build).
 */
export async function run(): Promise<BenchRow[]> {
  const system = await startBenchSystem(1_000);
  try {
    const { base } = await system.startWeb(ROOT, 4320);
    await watchRows(system);
    const rows = [...(await load(system, base, 12_000, 0.03)), ...(await load(system, base, 40_000, 0.02))];
    await system.db.unsafe("drop trigger bench_row on whatsapp_sessions");
    return [...rows, ...(await batches(system, base))];
  } finally {
    await system.stop();
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

/** Taking turns, so that both see the same machine. */
async function batches({ db, key }: BenchSystem, base: string): Promise<BenchRow[]> {
  const overHttp: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const items = Array.from({ length: BATCH }, (_, n) => ({ sessionId: `batch${(round * BATCH + n) % SESSIONS}`, status: "active", timestamp: Date.now(), epoch: 1, seq: round }));
    const body = JSON.stringify({ items });
    overHttp.push(await timed(() => ask(`${base}/api/whatsapp/status/batch`, { key, body })));
    const rows = JSON.stringify(items.map(({ sessionId, status, epoch, seq }) => ({ id: `bare_${sessionId}`, status, status_epoch: epoch, status_seq: seq })));
    bare.push(await timed(() => db`
      insert into whatsapp_sessions (id, status, status_epoch, status_seq)
      select id, status, status_epoch, status_seq from jsonb_to_recordset(${rows}::text::jsonb) as g(id text, status text, status_epoch bigint, status_seq bigint)
      on conflict (id) do update set status = excluded.status, status_epoch = excluded.status_epoch, status_seq = excluded.status_seq`));
  }
  const [http, upsert] = [median(overHttp.slice(20)), median(bare.slice(20))];
  return [
    { measure: "a batch of 50 over HTTP, p50", value: http, unit: "ms", yardstick: `bare upsert of 50 rows ${upsert.toFixed(2)} ms`, ratio: http / upsert, holds: http <= 2 * upsert },
    { measure: "batches a minute of one caller, one after another", value: 60_000 / http, unit: "/min", yardstick: "500", holds: 60_000 / http >= 500 },
  ];
}
