import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type BenchRow, median, timed } from "./harness/rows";
import { migrate } from "@/drizzle/migrate";
import type { Context } from "@/lib/context/context";
import { type Database, openDatabase } from "@/lib/db/sql";
import { testContext } from "@/lib/db/testing";
import { findJobRow } from "@/lib/jobs/find-job";
import type { JobRow } from "@/lib/jobs/view";
import { createWisproClient, type WisproApi } from "@/lib/wispro/api-client";
import { runSync } from "@/lib/wispro/run-sync";
import { startSync } from "@/lib/wispro/start-sync";

const TOKEN = "wispro-simulator-token";
const PER_PAGE = 100;
const ROUNDS = 5;
const HEAP_EVERY_MS = 250;
/** What the documents' own run took for 10,000 clients. */
const DOCUMENTED_MS = 720_000;
const ROOT = path.join(import.meta.dirname, "..");

/**
 * A first and a second run over 10,000 clients beside a bare fetch and a bare COPY of the same; then 100,000 in constant memory. A worker is warm: so is this
 * process, by a round of everything that does not count, yardsticks included. Each figure is the median of the rounds that do.
 */
export async function run(): Promise<BenchRow[]> {
  const database = await benchDatabase();
  try {
    console.log(`  Each of 10,000 clients: the median of ${ROUNDS} rounds after one that warms the process and its yardsticks up.`);
    await tenThousand(database.url, 0);
    return [...rowsOf(await rounds(database.url, 0), 0), ...rowsOf(await rounds(database.url, 20), 20), ...(await hundredThousand(database.url))];
  } finally {
    await database.drop();
  }
}

interface Round {
  fetchMs: number;
  copyMs: number;
  firstMs: number;
  secondMs: number;
  /** Once more, a client on the first page having changed: from there on each client is looked at for itself. */
  thirdMs: number;
  /** How many clients the second run met as the first had left them. */
  stood: number;
}

async function rounds(url: string, latencyMs: number): Promise<Round> {
  const all: Round[] = [];
  for (let n = 0; n < ROUNDS; n++) all.push(await tenThousand(url, latencyMs));
  const medianOf = (name: keyof Round) => median(all.map((round) => round[name]));
  return { fetchMs: medianOf("fetchMs"), copyMs: medianOf("copyMs"), firstMs: medianOf("firstMs"), secondMs: medianOf("secondMs"), thirdMs: medianOf("thirdMs"), stood: Math.min(...all.map(({ stood }) => stood)) };
}

function rowsOf({ fetchMs, copyMs, firstMs, secondMs, thirdMs, stood }: Round, latencyMs: number): BenchRow[] {
  const setting = latencyMs === 0 ? "" : `, Wispro answering after ${latencyMs} ms`;
  const yardstickMs = fetchMs + copyMs;
  return [
    { measure: `10,000 clients into an empty table${setting}`, value: round(firstMs), unit: "ms", yardstick: `1.5 × (fetch ${round(fetchMs)} + COPY ${round(copyMs)}) ms`, ratio: firstMs / yardstickMs, holds: firstMs <= 1.5 * yardstickMs },
    { measure: `the same again, nothing changed${setting}`, value: round(secondMs), unit: "ms", yardstick: "half of the first", ratio: secondMs / firstMs, holds: secondMs <= firstMs / 2 && stood === 10_000 },
    { measure: `again, one client on the first page changed${setting}`, value: round(thirdMs), unit: "ms", yardstick: "the first", ratio: thirdMs / firstMs },
    { measure: `the documents' run against this one${setting}`, value: round(DOCUMENTED_MS / firstMs), unit: "times as long", yardstick: "720 s" },
  ];
}

async function tenThousand(url: string, latencyMs: number): Promise<Round> {
  return withRoom(url, { clients: 10_000, latencyMs }, async ({ ctx, api, baseUrl }) => {
    await bareFetch(baseUrl, 5);
    const fetchMs = await timed(() => bareFetch(baseUrl, 100));
    const first = await sync(ctx, api);
    const copyMs = await bareCopy(ctx.db);
    const second = await sync(ctx, api);
    await command(baseUrl, { change: [{ index: 0, fields: { city: "Otra" } }] });
    const third = await sync(ctx, api);
    return { fetchMs, copyMs, firstMs: first.ms, secondMs: second.ms, thirdMs: third.ms, stood: second.job.unchanged + second.job.failed };
  });
}

async function hundredThousand(url: string): Promise<BenchRow[]> {
  const run = (clients: number) => withRoom(url, { clients, latencyMs: 0 }, ({ ctx, api }) => sync(ctx, api, true));
  const small = await run(10_000);
  const large = await run(100_000);
  return [
    { measure: "100,000 clients into an empty table", value: round(large.ms), unit: "ms", yardstick: `10 × ${round(small.ms)} ms of 10,000`, ratio: large.ms / (10 * small.ms), holds: large.ms <= 1.25 * 10 * small.ms },
    { measure: "heap alive at most, 100,000 clients", value: round(large.peakHeapMiB), unit: "MiB", yardstick: `10,000 clients: ${round(small.peakHeapMiB)} MiB`, ratio: large.peakHeapMiB / small.peakHeapMiB, holds: large.peakHeapMiB <= 1.2 * small.peakHeapMiB },
  ];
}

interface BenchRoom {
  ctx: Context;
  api: WisproApi;
  baseUrl: string;
}

/** An empty table of users and a simulator in a process of its own. */
async function withRoom<T>(url: string, options: { clients: number; latencyMs: number }, use: (room: BenchRoom) => Promise<T>): Promise<T> {
  const db = openDatabase(url, { max: 4, applicationName: "tanda bench", statementTimeoutMs: 60_000 });
  const simulator = await startSimulator(options);
  try {
    await db`truncate users, jobs, wispro_conflicts, wispro_seen, wispro_skipped cascade`;
    const ctx = testContext(db);
    return await use({ ctx, api: createWisproClient({ baseUrl: simulator.url, token: TOKEN, perPage: PER_PAGE }), baseUrl: simulator.url });
  } finally {
    simulator.stop();
    await db.end({ timeout: 5 });
  }
}

async function startSimulator({ clients, latencyMs }: { clients: number; latencyMs: number }): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, ["--import", "tsx", "e2e/simulators/wispro/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", WISPRO_SIMULATOR_CLIENTS: String(clients) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const url = /http:\S+/.exec(line)![0];
  await command(url, { settings: { latencyMs: { min: latencyMs, max: latencyMs } } });
  return { url, stop: () => child.kill() };
}

async function command(baseUrl: string, body: unknown): Promise<void> {
  await fetch(new URL("/__control", baseUrl), { method: "POST", body: JSON.stringify(body) });
}

async function bareFetch(baseUrl: string, pages: number): Promise<void> {
  for (let page = 1; page <= pages; page++) {
    const response = await fetch(`${baseUrl}/clients?page=${page}&per_page=${PER_PAGE}`, { headers: { authorization: TOKEN, accept: "application/json" } });
    await response.json();
  }
}

/** Copies the rows that the run has written into an empty table of the same columns and indexes. Milliseconds of the copying alone. */
async function bareCopy(db: Database): Promise<number> {
  await db`drop table if exists copied`;
  await db`create table copied (like users including all)`;
  const text = await copiedOut(db);
  return timed(async () => {
    const target = await db`copy copied from stdin`.writable();
    target.end(text);
    await finished(target);
  });
}

/** In flowing mode: read by an iterator, the driver's stream pauses its socket and may never go on. */
async function copiedOut(db: Database): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const source = await db`copy users to stdout`.readable();
  source.on("data", (chunk: Buffer) => chunks.push(chunk));
  await finished(source, { writable: false });
  return Buffer.concat(chunks);
}

/** A whole run and its row at the end; with `watchHeap` also the most that was alive after a collection, which slows the run. */
async function sync(ctx: Context, api: WisproApi, watchHeap = false): Promise<{ ms: number; job: JobRow; peakHeapMiB: number }> {
  let peakHeapMiB = 0;
  const timer = watchHeap ? setInterval(() => (peakHeapMiB = Math.max(peakHeapMiB, aliveHeapMiB())), HEAP_EVERY_MS) : undefined;
  const startedAt = performance.now();
  const { job_id } = await startSync(ctx);
  const { id } = await findJobRow(ctx, job_id);
  await runSync(ctx, id, api, { workerId: "bench" });
  const ms = performance.now() - startedAt;
  clearInterval(timer);
  const job = await findJobRow(ctx, job_id);
  if (job.status !== "completed") throw new Error(`the run ended as ${job.status}: ${job.error}`);
  return { ms, job, peakHeapMiB };
}

let collect: (() => void) | undefined;

function aliveHeapMiB(): number {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** A database of its own on the configured server, dropped afterwards: the product's data are not touched. */
async function benchDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = openDatabase(process.env.DATABASE_URL!, { max: 1, applicationName: "tanda bench", statementTimeoutMs: 0 });
  const database = `tanda_bench_${process.pid}`;
  await admin.unsafe(`create database ${database}`);
  const url = Object.assign(new URL(process.env.DATABASE_URL!), { pathname: `/${database}` }).href;
  await migrate(url);
  return {
    url,
    async drop() {
      await admin.unsafe(`drop database ${database} with (force)`);
      await admin.end({ timeout: 5 });
    },
  };
}

function round(value: number): number {
  return Math.round(value);
}
