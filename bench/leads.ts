import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { request as send } from "node:http";
import { Readable } from "node:stream";
import { buildAppCopy } from "./harness/app-copy";
import { ask } from "./harness/http";
import { type BenchRow, median, percentile, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { arrayLiteral, changeEstado } from "@/lib/leads/change-estado";

const LEADS = 1_000_000;
const ROUNDS = 300;
const STATES = ["aprobado", "contactado", "interesado", "agendado"] as const;

/** The bulk change over HTTP and as a job, each beside the bare statements that do the same, on a million leads. */
export async function run(): Promise<BenchRow[]> {
  const [system, app] = [await startBenchSystem(LEADS), await buildAppCopy()];
  try {
    const { base, pid } = await system.startWeb(app.folder, 4310);
    const web = [...(await syncHundred(system, base)), ...(await acceptTenThousand(system, base))];
    return [...web, ...(await jobs(system, base)), ...(await streams(system, base)), ...(await imports(system, base, pid))];
  } finally {
    await system.stop();
    await app.remove();
  }
}

let nextState = 0;
/** A state that the leads are not in, so that every round writes. */
const anotherState = () => STATES[nextState++ % STATES.length]!;

function someLeads(count: number): number[] {
  const ids = new Set<number>();
  while (ids.size < count) ids.add(1 + Math.floor(Math.random() * LEADS));
  return [...ids].sort((a, b) => a - b);
}

const actor = { kind: "system", id: null } as const;

/** The three take turns within each round, so that whatever else the machine does falls on all alike. */
async function syncHundred({ db, key }: BenchSystem, base: string): Promise<BenchRow[]> {
  const [bare, empty, full]: number[][] = [[], [], []];
  for (let round = -30; round < ROUNDS; round++) {
    const change = { ids: arrayLiteral(someLeads(100)), estado: anotherState(), expected: null, clienteId: null, jobId: null, actor, audit: { actorName: "bench", requestId: "bench", leads: 100 } };
    const a = await timed(() => changeEstado(db, change));
    const b = await timed(() => ask(`${base}/api/bench-empty`));
    const body = JSON.stringify({ lead_ids: someLeads(100), estado: anotherState() });
    const c = await timed(async () => requireStatus(await ask(`${base}/api/crm/leads/bulk-status`, { key, body }), 200));
    if (round < 0) continue;
    bare!.push(a);
    empty!.push(b);
    full!.push(c);
  }
  const yardstick = median(bare!) + median(empty!);
  const ratio = median(full!) / yardstick;
  return [{
    measure: "sync change of 100 leads over HTTP, p50", value: median(full!), unit: "ms", ratio, holds: ratio <= 1.3,
    yardstick: `bare statement ${median(bare!).toFixed(2)} + empty handler ${median(empty!).toFixed(2)} ms, at most 1.3 ×`,
  }];
}

async function acceptTenThousand({ db, key }: BenchSystem, base: string): Promise<BenchRow[]> {
  await db`create unlogged table if not exists bench_warmup (id bigint)`;
  await db`create table bench_ids (id bigint)`;
  const [insert, empty, full]: number[][] = [[], [], []];
  for (let round = -5; round < 60; round++) {
    const ids = someLeads(10_000);
    const body = JSON.stringify({ lead_ids: ids, estado: anotherState() });
    const literal = arrayLiteral(ids);
    const a = await timed(() => db`insert into bench_ids select unnest(${literal}::bigint[])`);
    const b = await timed(() => ask(`${base}/api/bench-empty`, { body }));
    const c = await timed(async () => requireStatus(await ask(`${base}/api/crm/leads/bulk-status-async`, { key, body }), 202));
    if (round < 0) continue;
    insert!.push(a);
    empty!.push(b);
    full!.push(c);
  }
  await db`drop table bench_ids, bench_warmup`;
  await db`delete from jobs`;
  await db`delete from graphile_worker._private_jobs`;
  const yardstick = median(insert!) + median(empty!);
  const ratio = median(full!) / yardstick;
  return [{
    measure: "accepting 10,000 ids over HTTP, p50", value: median(full!), unit: "ms", ratio, holds: ratio <= 1.5,
    yardstick: `bare insert ${median(insert!).toFixed(2)} + empty handler reading it ${median(empty!).toFixed(2)} ms, at most 1.5 ×`,
  }];
}

/** Leads a second of a 10,000-lead job beside the best bare chunked SQL; how the cost grows; how soon a job starts; what memory it takes. */
async function jobs(system: BenchSystem, base: string): Promise<BenchRow[]> {
  const worker = await system.startWorker();
  const bareBySize = new Map([500, 1000, 2000, 5000].map((size) => [size, [] as number[]]));
  const [big, small, startDelays, memory]: number[][] = [[], [], [], []];
  // First, since these also let each of the worker's connections plan its statements once: what is measured after is a worker at work.
  for (let n = 0; n < 100; n++) startDelays!.push((await runOverHttp(system, base, 1)).startDelayMs);
  for (let round = -1; round < 7; round++) {
    for (const [size, rates] of bareBySize) {
      const rate = await bareRate(system, size);
      if (round >= 0) rates.push(rate);
    }
    const ten = await runOverHttp(system, base, 10_000);
    // Some twenty milliseconds each: one a round would leave their median to chance.
    const ones = [];
    for (let n = 0; n < 5; n++) ones.push((await runOverHttp(system, base, 1000)).seconds);
    memory!.push(residentMb(worker.pid));
    if (round < 0) continue;
    big!.push(ten.seconds);
    small!.push(...ones);
  }
  await worker.terminate();
  const [bestSize, bestRates] = [...bareBySize].sort(([, a], [, b]) => median(b) - median(a))[0]!;
  const rate = 10_000 / median(big!);
  const ratio = rate / median(bestRates);
  const growth = median(big!) / median(small!);
  return [
    {
      measure: "a 10,000-lead job", value: rate, unit: "leads/s", ratio, holds: ratio >= 0.85,
      yardstick: `best bare SQL ${Math.round(median(bestRates)).toLocaleString("en")} leads/s in chunks of ${bestSize}, at least 0.85 ×`,
    },
    ...[...bareBySize].map(([size, rates]) => ({ measure: `bare SQL in chunks of ${size}`, value: median(rates), unit: "leads/s" })),
    { measure: "10,000 leads beside 1,000", value: growth, unit: "×", yardstick: "8 to 11 ×", holds: growth >= 8 && growth <= 11 },
    { measure: "accepted → started, idle, p95", value: percentile(startDelays!, 0.95), unit: "ms", yardstick: "under 100 ms", holds: percentile(startDelays!, 0.95) < 100 },
    { measure: "worker memory after 1 round and after 8", value: memory!.at(-1)! - memory![1]!, unit: "MB more", yardstick: `${memory![1]!.toFixed(0)} → ${memory!.at(-1)!.toFixed(0)} MB`, holds: memory!.at(-1)! - memory![1]! < 40 },
  ];
}

/** The same writes without anything around them: state, history, counts, in autocommitted chunks on one connection. */
async function bareRate({ db }: BenchSystem, chunkSize: number): Promise<number> {
  const ids = someLeads(10_000);
  const estado = anotherState();
  const ms = await timed(async () => {
    for (let start = 0; start < ids.length; start += chunkSize) {
      await changeEstado(db, { ids: arrayLiteral(ids.slice(start, start + chunkSize)), estado, expected: null, clienteId: null, jobId: 1, actor });
    }
  });
  return 10_000 / (ms / 1000);
}

async function runOverHttp({ db, key }: BenchSystem, base: string, count: number): Promise<{ seconds: number; startDelayMs: number }> {
  const body = JSON.stringify({ lead_ids: someLeads(count), estado: anotherState() });
  const answer = await ask(`${base}/api/crm/leads/bulk-status-async`, { key, body });
  requireStatus(answer, 202);
  const { job_id } = JSON.parse(answer.text) as { job_id: string };
  for (;;) {
    const [row] = await db<{ seconds: number; delay: number }[]>`
      select extract(epoch from finished_at - started_at)::float8 as seconds, extract(epoch from started_at - created_at)::float8 * 1000 as delay
      from jobs where public_id = ${job_id} and status = 'completed'`;
    if (row) return { seconds: row.seconds, startDelayMs: row.delay };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const IMPORT_ROWS = 100_000;

/** A hundred thousand rows of CSV: what the upload takes of the web's memory, and the import of the worker's, beside a tenth of it. */
async function imports({ db, key, startWorker }: BenchSystem, base: string, webPid: number): Promise<BenchRow[]> {
  const worker = await startWorker();
  const peak = { web: 0, worker: 0 };
  const sample = setInterval(() => {
    peak.web = Math.max(peak.web, residentMb(webPid));
    peak.worker = Math.max(peak.worker, residentMb(worker.pid));
  }, 20);
  const bringIn = async (rows: number, prefix: string) => {
    Object.assign(peak, { web: 0, worker: 0 });
    const accepted = JSON.parse(await upload(`${base}/api/crm/leads/import?cliente_id=1`, key, rows, prefix)) as { job_id: string };
    for (;;) {
      const [row] = await db<{ seconds: number; created: number }[]>`
        select extract(epoch from finished_at - started_at)::float8 as seconds, (counters->>'created')::int as created
        from jobs where public_id = ${accepted.job_id} and status = 'completed'`;
      if (row) return { ...row, ...peak };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const small = await bringIn(IMPORT_ROWS / 10, "S");
  const big = await bringIn(IMPORT_ROWS, "B");
  clearInterval(sample);
  await worker.terminate();
  const more = Math.max(big.web - small.web, big.worker - small.worker);
  return [
    { measure: `import of ${IMPORT_ROWS.toLocaleString("en")} rows`, value: big.created / big.seconds, unit: "rows/s", yardstick: `${big.created.toLocaleString("en")} created in ${big.seconds.toFixed(1)} s`, holds: big.created === IMPORT_ROWS },
    {
      measure: "its peak memory over that of a tenth of the rows", value: more, unit: "MB more", holds: more < 60,
      yardstick: `web ${small.web.toFixed(0)} → ${big.web.toFixed(0)}, worker ${small.worker.toFixed(0)} → ${big.worker.toFixed(0)} MB`,
    },
  ];
}

/** Sends a CSV of so many rows, made as it goes. */
function upload(url: string, key: string, rows: number, prefix: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "text/csv" } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => (response.statusCode === 202 ? resolve(text) : reject(new Error(text))));
    });
    request.on("error", reject);
    Readable.from(csvLines(rows, prefix)).pipe(request);
  });
}

function* csvLines(rows: number, prefix: string): Generator<string> {
  yield "external_id,name,phone,email,city,estado\n";
  for (let n = 0; n < rows; n++) yield `${prefix}${n},María del Carmen ${n},+58412${String(n).padStart(7, "0")},persona${n}@correo.example,Maracaibo,nuevo\n`;
}

const STREAMS = 200;

/** Two hundred browsers watch one job: from the chunk's commit to each of them. */
async function streams(system: BenchSystem, base: string): Promise<BenchRow[]> {
  const { key } = system;
  const delays: number[] = [];
  const before = await openConnections(base, key);
  for (let round = 0; round < 5; round++) {
    const body = JSON.stringify({ lead_ids: someLeads(10_000), estado: anotherState() });
    const accepted = JSON.parse((await ask(`${base}/api/crm/leads/bulk-status-async`, { key, body })).text) as { job_id: string };
    const open = new AbortController();
    setMaxListeners(STREAMS + 1, open.signal);
    const watching = Array.from({ length: STREAMS }, () => watch(`${base}/api/events?topics=job:${accepted.job_id}`, key, open.signal, delays));
    await Promise.all(watching.map((stream) => stream.opened));
    const worker = await system.startWorker();
    await Promise.all(watching.map((stream) => stream.finished));
    open.abort();
    await worker.terminate();
  }
  const after = await openConnections(base, key);
  const p95 = percentile(delays, 0.95);
  return [
    { measure: `commit → browser, ${STREAMS} open streams, p95 of ${delays.length} events`, value: p95, unit: "ms", yardstick: "within 150 ms", holds: p95 < 150 },
    { measure: "streams open before and after", value: after, unit: "streams", yardstick: `${before} before`, holds: after === before },
  ];
}

async function openConnections(base: string, key: string): Promise<number> {
  const metric = async () => Number(/^tanda_event_streams (\d+)$/m.exec((await ask(`${base}/api/metrics`, { key })).text)?.[1] ?? Number.NaN);
  let count = await metric();
  for (let tries = 0; count > 0 && tries < 100; tries++) count = await metric();
  return count;
}

/** A browser's tab, as cheap as can be: two hundred of them share this process's core with what they measure. */
function watch(url: string, key: string, signal: AbortSignal, delays: number[]): { opened: Promise<void>; finished: Promise<void> } {
  let opened!: () => void;
  const openedPromise = new Promise<void>((resolve) => (opened = resolve));
  const finished = new Promise<void>((resolve, reject) => {
    const request = send(url, { headers: { authorization: `Bearer ${key}` }, signal, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        const arrivedAt = Date.now();
        text += chunk;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          const status = /"status":"(\w+)"/.exec(event)?.[1];
          const progressAt = /"progress_at":"([^"]+)"/.exec(event)?.[1];
          if (status === "queued") opened();
          if (progressAt) delays.push(arrivedAt - Date.parse(progressAt));
          if (status === "completed") resolve();
        }
      });
    });
    request.on("error", (error) => (signal.aborted ? undefined : reject(error)));
    request.end();
  });
  return { opened: openedPromise, finished };
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

function requireStatus(answer: { status: number; text: string }, status: number): void {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text.slice(0, 300)}`);
}
