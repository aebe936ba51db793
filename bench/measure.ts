import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { buildAppCopy } from "./harness/app-copy";
import { awake } from "./harness/awake";
import { ask } from "./harness/http";
import { type BenchRow, median, percentile, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { Wire } from "./harness/wire";
import { APELLIDOS, NOMBRES } from "@/drizzle/seed-names";
import { seedUsers } from "@/drizzle/seed-users";
import { requestTiming, timeRequests } from "@/lib/measure/request-timing";
import { record } from "@/lib/measure/recorder";
import type { PerformanceStats } from "@/lib/monitoring/schemas";
import { foldUserCounts } from "@/lib/users/count-users";

const LEADS = 100_000;
const USERS = 100_000;
const PORTS = [4330, 4331];
const CALLS = 3_000;
/** Of each kind at each process. */
const WARM_UP = 10;
const SHARES = [["p50_ms", 0.5], ["p95_ms", 0.95], ["p99_ms", 0.99]] as const;
const CROWD = 2_000;
/** V8 lets the heap grow to what it takes for about half a minute; whether it then stays there is what is asked. */
const CROWD_SECONDS = 60;
/** As many as the processors can do with. */
const FEW = 20;
const FEW_SECONDS = 10;
const TURNS = 3_000;
const RECORDINGS = 1_000_000;

/** What is measured beside what a load generator sees; what measuring costs; and two thousand who come at once. */
export async function run(): Promise<BenchRow[]> {
  const [system, app] = [await startBenchSystem(LEADS), await buildAppCopy()];
  try {
    await seedUsers(system.db, USERS);
    await foldUserCounts(system.db);
    await system.db`vacuum analyze`;
    const webs = [];
    for (const port of PORTS) webs.push(await system.startWeb(app.folder, port));
    const [first, second] = webs as [(typeof webs)[number], (typeof webs)[number]];
    return [...(await percentiles(system, [first.base, second.base])), ...(await cost(first.base)), ...(await crowd(system, first))];
  } finally {
    await system.stop();
    await app.remove();
  }
}

interface Kind {
  route: string;
  /** Out of a hundred requests. */
  share: number;
  path(): string;
  body?(): string;
}

const upTo = (most: number) => 1 + Math.floor(Math.random() * most);
const name = () => `${NOMBRES[upTo(NOMBRES.length) - 1]!} ${APELLIDOS[upTo(APELLIDOS.length) - 1]!}`;
/** Half of the time one of the first. */
const page = () => upTo(Math.random() < 0.5 ? 3 : 500);

/** What people at the console and the systems of its tenants ask for. Exports and event streams are left out: `stats` counts a stream until it begins. */
const MIX: Kind[] = [
  { route: "GET /api/crm/leads", share: 20, path: () => `/api/crm/leads?per_page=50&page=${page()}` },
  { route: "GET /api/users", share: 20, path: () => `/api/users?per_page=25&${Math.random() < 0.5 ? `page=${page()}` : `search=${encodeURIComponent(name())}`}` },
  {
    route: "POST /api/crm/leads/bulk-status", share: 25, path: () => "/api/crm/leads/bulk-status",
    body: () => {
      const from = upTo(LEADS - 100);
      return JSON.stringify({ lead_ids: Array.from({ length: 100 }, (_, n) => from + n), estado: Math.random() < 0.5 ? "aprobado" : "contactado" });
    },
  },
  { route: "GET /api/performance/stats", share: 15, path: () => "/api/performance/stats?range=1h" },
  { route: "GET /api/crm/jobs/stats", share: 10, path: () => "/api/crm/jobs/stats" },
  { route: "GET /api/crm/queue", share: 10, path: () => "/api/crm/queue" },
];

/** The console's mix at two processes: what the stats of both say, beside what each took as seen from here. */
async function percentiles({ key }: BenchSystem, bases: string[]): Promise<BenchRow[]> {
  const wires = await Promise.all(bases.map((base) => Wire.to(base, key)));
  const took = new Map<string, number[]>(MIX.map(({ route }) => [route, []]));
  const ask = async (n: number, { route, path, body }: Kind) => took.get(route)!.push(await wires[n % wires.length]!.ask(path(), body?.()));
  await awake(async () => {
    // The first requests load the routes: both sides count them.
    for (const kind of MIX) for (let n = 0; n < 2 * WARM_UP; n++) await ask(n, kind);
    // One at a time: else the load generator takes its own waiting for a processor for the system's.
    for (let n = 0; n < CALLS; n++) await ask(n, drawn());
  });
  for (const wire of wires) wire.close();
  const { total, routes } = await statsOf(bases, key);
  const all = [...took.values()].flat();
  return [
    ...compared(`stats of ${all.length.toLocaleString("en")} requests of the console, one at a time, at two processes`, total, all)
      .map((row) => ({ ...row, yardstick: `${row.yardstick}, within 3 %`, holds: Math.abs(row.ratio! - 1) <= 0.03 })),
    { measure: "requests counted", value: total.count, unit: "requests", yardstick: `${all.length} sent`, holds: total.count === all.length },
    ...MIX.flatMap(({ route, share }) => compared(`${share} % ${route}`, routes.find((entry) => entry.route === route)!, took.get(route)!)),
  ];
}

function drawn(): Kind {
  let left = Math.random() * 100;
  return MIX.find(({ share }) => (left -= share) < 0) ?? MIX[0]!;
}

function compared(what: string, told: Pick<PerformanceStats["total"], (typeof SHARES)[number][0]>, took: number[]): BenchRow[] {
  return SHARES.map(([name, share]) => {
    const seen = percentile(took, share);
    return { measure: `${what}, ${name}`, value: told[name]!, unit: "ms", yardstick: `the load generator's ${seen.toFixed(2)} ms`, ratio: told[name]! / seen };
  });
}

/** A process keeps what it measured as it is asked: each is asked, the last one knows of both. */
async function statsOf(bases: string[], key: string): Promise<PerformanceStats> {
  let text = "";
  for (const base of bases) text = (await ask(`${base}/api/performance/stats?range=1h`, { key })).text;
  return JSON.parse(text) as PerformanceStats;
}

/** A bare server of Node, without and with all that is done to measure a request, in turns; the difference beside a request of the app that does nothing. */
async function cost(base: string): Promise<BenchRow[]> {
  // As in Next.js, which keeps a store of its own with each request: the first in a process is what costs.
  const ofNext = new AsyncLocalStorage<object>();
  const server = createServer((_, response) => ofNext.run({}, () => {
    const timing = requestTiming();
    if (timing && !timing.closed) timing.onClose = (milliseconds) => record("route", "GET /bench", "2xx", milliseconds * 1000);
    response.end("{}");
  })).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const [empty, without, withIt]: number[][] = [[], [], []];
  for (let n = 0; n < 300; n++) empty!.push(await timed(() => ask(`${base}/api/bench-empty`)));
  for (let n = -200; n < TURNS; n++) {
    const bare = await timed(() => ask(url));
    const stop = timeRequests();
    const measured = await timed(() => ask(url));
    stop();
    if (n < 0) continue;
    without!.push(bare);
    withIt!.push(measured);
  }
  server.close();
  const recording = (await timed(async () => {
    for (let n = 0; n < RECORDINGS; n++) record("route", "GET /bench", "2xx", n & 4095);
  })) / RECORDINGS;
  const more = Math.max(0, median(withIt!) - median(without!));
  const share = more / median(empty!);
  return [
    { measure: "recording one value", value: recording * 1e6, unit: "ns" },
    { measure: "measuring a request, over not measuring it", value: more * 1000, unit: "µs", ratio: share, yardstick: `a request that does nothing ${median(empty!).toFixed(2)} ms, under 1 %`, holds: share < 0.01 },
  ];
}

interface Web {
  base: string;
  pid: number;
}

/** Two thousand connections, each asking for users again as soon as it was answered, while somebody asks whether the process lives. */
async function crowd({ key }: BenchSystem, { base, pid }: Web): Promise<BenchRow[]> {
  const few = await askAgainAndAgain(base, key, FEW, FEW_SECONDS);
  const until = performance.now() + CROWD_SECONDS * 1000;
  const memory: number[] = [];
  const alive: number[] = [];
  const sampler = setInterval(() => memory.push(residentMb(pid)), 100);
  const watching = (async () => {
    while (performance.now() < until) {
      alive.push(await timed(async () => {
        if ((await ask(`${base}/api/health/live`)).status !== 200) throw new Error("the process does not live");
      }));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const answers = await askAgainAndAgain(base, key, CROWD, CROWD_SECONDS);
  await watching;
  clearInterval(sampler);
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const good = (answers.get("200") ?? 0) + (answers.get("503 with Retry-After") ?? 0);
  const third = Math.floor(memory.length / 3);
  const [early, middle, late] = [0, 1, 2].map((n) => Math.max(...memory.slice(n * third, (n + 1) * third))) as [number, number, number];
  return [
    { measure: `${CROWD.toLocaleString("en")} connections at GET /api/users for ${CROWD_SECONDS} s: other answers than 200 and 503 with Retry-After`, value: total - good, unit: "answers", yardstick: [...answers].map(([outcome, count]) => `${outcome}: ${count}`).join(", "), holds: total === good },
    {
      measure: "answered with 200 meanwhile", value: rate(answers, CROWD_SECONDS), unit: "a second", yardstick: `${FEW} connections: ${rate(few, FEW_SECONDS).toFixed(0)}, at least half of it`,
      ratio: rate(answers, CROWD_SECONDS) / rate(few, FEW_SECONDS), holds: rate(answers, CROWD_SECONDS) >= 0.5 * rate(few, FEW_SECONDS),
    },
    { measure: "its memory in the last third over the second", value: late, unit: "MB", ratio: late / middle, yardstick: `${middle.toFixed(0)} MB, after ${early.toFixed(0)} in the first; at most 1.05 × and 700 MB`, holds: late < middle * 1.05 && late < 700 },
    { measure: "/api/health/live meanwhile, longest", value: Math.max(...alive), unit: "ms", yardstick: `${alive.length} asked, all answered; p50 ${median(alive).toFixed(0)} ms`, holds: alive.length > 0 },
  ];
}

/** How often each outcome was had by so many connections, each asking for users again as soon as it was answered. */
async function askAgainAndAgain(base: string, key: string, connections: number, seconds: number): Promise<Map<string, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  const answers = new Map<string, number>();
  await Promise.all(Array.from({ length: connections }, async (_, n) => {
    while (performance.now() < until) {
      const outcome = await askUsers(`${base}/api/users?page=${1 + (n % 50)}`, key, agent);
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
    }
  }));
  agent.destroy();
  return answers;
}

const rate = (answers: Map<string, number>, seconds: number) => (answers.get("200") ?? 0) / seconds;

function askUsers(url: string, key: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const request = send(url, { agent, headers: { authorization: `Bearer ${key}` } }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode === 503 ? `503 with${response.headers["retry-after"] ? "" : "out"} Retry-After` : String(response.statusCode)));
    });
    request.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    request.end();
  });
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}
