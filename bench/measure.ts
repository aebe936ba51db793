import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { buildAppCopy } from "./harness/app-copy";
import { ask } from "./harness/http";
import { type BenchRow, median, percentile, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";
import { Wire } from "./harness/wire";
import { requestTiming, timeRequests } from "@/lib/measure/request-timing";
import { record } from "@/lib/measure/recorder";
import type { PerformanceStats } from "@/lib/monitoring/schemas";

const LEADS = 100_000;
const PORTS = [4330, 4331];
const CALLS = 3_000;
const SHARES = [["p50_ms", 0.5], ["p95_ms", 0.95], ["p99_ms", 0.99]] as const;
const CROWD = 2_000;
/** V8 lets the heap grow to what it takes for about half a minute; whether it then stays there is what is asked. */
const CROWD_SECONDS = 60;
const TURNS = 3_000;
const RECORDINGS = 1_000_000;

/** What is measured beside what a load generator sees; what measuring costs; and two thousand who come at once. */
export async function run(): Promise<BenchRow[]> {
  const [system, app] = [await startBenchSystem(LEADS), await buildAppCopy()];
  try {
    const webs = [];
    for (const port of PORTS) webs.push(await system.startWeb(app.folder, port));
    const [first, second] = webs as [(typeof webs)[number], (typeof webs)[number]];
    return [...(await percentiles(system, [first.base, second.base])), ...(await cost(first.base)), ...(await crowd(system, first))];
  } finally {
    await system.stop();
    await app.remove();
  }
}

/** Changes of a hundred leads at two processes: what the stats of all say, beside what each took as seen from here. */
async function percentiles({ key }: BenchSystem, bases: string[]): Promise<BenchRow[]> {
  const route = "POST /api/crm/leads/bulk-status";
  const wires = await Promise.all(bases.map((base) => Wire.to(base, key)));
  const change = (wire: Wire) => {
    const from = 1 + Math.floor(Math.random() * (LEADS - 100));
    const body = JSON.stringify({ lead_ids: Array.from({ length: 100 }, (_, n) => from + n), estado: Math.random() < 0.5 ? "aprobado" : "contactado" });
    return wire.post("/api/crm/leads/bulk-status", body);
  };
  const took: number[] = [];
  // The first requests load the routes: both sides count them.
  for (const wire of wires) for (let n = 0; n < 50; n++) took.push(await change(wire));
  // One at a time: else the load generator takes its own waiting for a processor for the system's.
  for (let n = 0; n < CALLS; n++) took.push(await change(wires[n % wires.length]!));
  for (const wire of wires) wire.close();
  const after = await statsOf(bases, key, route);
  const rows = SHARES.map(([name, share]): BenchRow => {
    const [seen, told] = [percentile(took, share), after[name]!];
    const ratio = told / seen;
    return { measure: `${name} of ${CALLS.toLocaleString("en")} changes of 100 leads, by stats, two processes`, value: told, unit: "ms", yardstick: `the load generator's ${seen.toFixed(2)} ms, within 3 %`, ratio, holds: Math.abs(ratio - 1) <= 0.03 };
  });
  return [...rows, { measure: "requests counted", value: after.count, unit: "requests", yardstick: `${took.length} sent`, holds: after.count === took.length }];
}

/** A process keeps what it measured as it is asked: each is asked, the last one knows of both. */
async function statsOf(bases: string[], key: string, route: string): Promise<PerformanceStats["routes"][number]> {
  let text = "";
  for (const base of bases) text = (await ask(`${base}/api/performance/stats?range=1h`, { key })).text;
  return (JSON.parse(text) as PerformanceStats).routes.find((entry) => entry.route === route)!;
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
  const agent = new Agent({ keepAlive: true, maxSockets: CROWD });
  const until = performance.now() + CROWD_SECONDS * 1000;
  const answers = new Map<string, number>();
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
  await Promise.all(Array.from({ length: CROWD }, async (_, n) => {
    while (performance.now() < until) {
      const outcome = await askUsers(`${base}/api/users?page=${1 + (n % 50)}`, key, agent);
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
    }
  }));
  await watching;
  clearInterval(sampler);
  agent.destroy();
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const good = (answers.get("200") ?? 0) + (answers.get("503 with Retry-After") ?? 0);
  const third = Math.floor(memory.length / 3);
  const [early, middle, late] = [0, 1, 2].map((n) => Math.max(...memory.slice(n * third, (n + 1) * third))) as [number, number, number];
  return [
    { measure: `${CROWD.toLocaleString("en")} connections at GET /api/users for ${CROWD_SECONDS} s: other answers than 200 and 503 with Retry-After`, value: total - good, unit: "answers", yardstick: [...answers].map(([outcome, count]) => `${outcome}: ${count}`).join(", "), holds: total === good },
    { measure: "its memory in the last third over the second", value: late, unit: "MB", ratio: late / middle, yardstick: `${middle.toFixed(0)} MB, after ${early.toFixed(0)} in the first; at most 1.05 × and 700 MB`, holds: late < middle * 1.05 && late < 700 },
    { measure: "/api/health/live meanwhile, longest", value: Math.max(...alive), unit: "ms", yardstick: `${alive.length} asked, all answered; p50 ${median(alive).toFixed(0)} ms`, holds: alive.length > 0 },
  ];
}

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
