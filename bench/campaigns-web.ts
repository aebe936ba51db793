import { readFileSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { sign } from "@/e2e/simulators/twilio/callbacks";
import { SIMULATED_AUTH_TOKEN, startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { startCampaign } from "@/lib/campaigns/start-campaign";
import { addContacts, SIMULATED } from "@/lib/campaigns/testing";
import { testContext } from "@/lib/db/testing";
import { until } from "@/worker/testing";
import { buildAppCopy } from "./harness/app-copy";
import { ask } from "./harness/http";
import { type BenchRow, median, timed } from "./harness/rows";
import { type BenchSystem, startBenchSystem } from "./harness/system";

const PORT = 4330;
const CALLBACKS = 10_000;
const PACE = 80;
const ROUNDS = 300;
const SOCKETS = 64;

/** The routes that a running campaign leans on: its status, and the provider's callbacks; and the memory of the worker that sends to 10,000. */
export async function run(): Promise<BenchRow[]> {
  const [system, app] = [await startBenchSystem(0), await buildAppCopy()];
  // Callbacks come from here alone.
  const simulator = await startTwilioSimulator({ seed: 5, callbacks: { stepMs: [1e8, 1e8] } });
  Object.assign(process.env, SIMULATED, { TWILIO_API_URL: simulator.url, APP_URL: `http://127.0.0.1:${PORT}`, TWILIO_MESSAGES_PER_SECOND: String(PACE) });
  try {
    const { base } = await system.startWeb(app.folder, PORT);
    const memory = await workerMemory(system, simulator);
    await system.startWorker();
    const rows = [...(await status(system, base)), ...(await callbacks(system, base))];
    return [...rows, ...memory];
  } finally {
    await system.stop();
    await simulator.close();
    await app.remove();
  }
}

let people = 1;
async function startedCampaign({ db }: BenchSystem, count: number): Promise<number> {
  const ctx = testContext(db);
  const contacts = await addContacts(ctx, count, people);
  people += count;
  const { id } = await createCampaign(ctx, { name: "Bench", message: "Hola {{name}}", contacts });
  await startCampaign(ctx, id, {});
  return id;
}

const sending = ({ db }: BenchSystem, id: number) =>
  until(async () => (await db<{ sent: number }[]>`select sent from campaigns where id = ${id}`)[0]!.sent, (sent) => sent > 20, 30_000);

/** 10,000 at an open throttle: what the worker holds after a fifth of them beside what it holds at the end. */
async function workerMemory(system: BenchSystem, simulator: TwilioSimulator): Promise<BenchRow[]> {
  const worker = await system.startWorker({ TWILIO_MESSAGES_PER_SECOND: "2000" });
  const id = await startedCampaign(system, 10_000);
  const held: number[] = [];
  for (let part = 1; part <= 20; part += 1) {
    await simulator.log.until(part * 500);
    held.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, "utf8"))![1]) / 1024);
  }
  await until(async () => (await system.db<{ status: string }[]>`select status from campaigns where id = ${id}`)[0]!.status, (is) => is === "completed", 60_000);
  await worker.terminate();
  const [early, late] = [Math.max(...held.slice(3, 8)), Math.max(...held.slice(-5))];
  return [{ measure: "growth of the worker from 4,000 of 10,000 recipients on", value: late - early, unit: "MB", yardstick: `holds ${late.toFixed(0)} MB, grows by less than 40`, holds: late - early < 40 }];
}

/** The three take turns, while the campaign is sending. */
async function status(system: BenchSystem, base: string): Promise<BenchRow[]> {
  const id = await startedCampaign(system, 10_000);
  await sending(system, id);
  const [row, empty, full]: number[][] = [[], [], []];
  for (let round = -30; round < ROUNDS; round += 1) {
    const a = await timed(() => system.db`select * from campaigns where id = ${id}`);
    const b = await timed(() => ask(`${base}/api/bench-empty`));
    const c = await timed(() => ask(`${base}/api/campaigns/${id}/queue-status`, { key: system.key }));
    if (round < 0) continue;
    row!.push(a);
    empty!.push(b);
    full!.push(c);
  }
  await system.db`update campaigns set status = 'stopped', finished_at = now() where id = ${id}`;
  const ratio = median(full!) / (median(row!) + median(empty!));
  return [{
    measure: "queue-status over HTTP while sending, p50", value: median(full!), unit: "ms", ratio, holds: ratio <= 1.5,
    yardstick: `empty handler ${median(empty!).toFixed(2)} + one indexed row ${median(row!).toFixed(2)} ms`,
  }];
}

/** Delivered and read of 5,000 messages of an earlier campaign, as fast as they are taken, while another sends at its pace. */
async function callbacks(system: BenchSystem, base: string): Promise<BenchRow[]> {
  const { db } = system;
  const [told] = await db<{ id: number }[]>`select min(id) as id from campaigns`;
  const running = await startedCampaign(system, 4_000);
  await sending(system, running);
  const rows = await db<{ n: number; g: number; sid: string; phone: string }[]>`
    select n, grant_no as g, sid, phone from campaign_recipients where campaign_id = ${told!.id} and status = 'sent' order by n limit ${CALLBACKS / 2}`;
  const posts = ["delivered", "read"].flatMap((word) => rows.map((row) => {
    const url = `${base}/api/twilio/status?r=${told!.id}.${row.n}.${row.g}`;
    const fields = { MessageSid: row.sid, MessageStatus: word, To: `whatsapp:${row.phone}` };
    return { url, body: new URLSearchParams(fields).toString(), signature: sign(SIMULATED_AUTH_TOKEN, url, fields) };
  }));
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  let next = 0;
  let refused = 0;
  const startedAt = Date.now() / 1000;
  const ms = await timed(() => Promise.all(Array.from({ length: SOCKETS }, async () => {
    for (let one = posts[next++]; one; one = posts[next++]) if ((await post(agent, one)) !== 204) refused += 1;
  })));
  agent.destroy();
  const [kept] = await db<{ n: number }[]>`select count(*) as n from campaign_recipients where campaign_id = ${told!.id} and status = 'read'`;
  const [pace] = await db<{ rate: number }[]>`
    select (count(*) - 1) / extract(epoch from max(started_at) - min(started_at))::float8 as rate from campaign_recipients
    where campaign_id = ${running} and status <> 'pending' and started_at > to_timestamp(${startedAt}::float8)`;
  return [
    { measure: `${CALLBACKS.toLocaleString("en")} signed callbacks with a campaign running`, value: ms / 1000, unit: "s", yardstick: "10 s", holds: ms <= 10_000 },
    { measure: "callbacks refused, or answered and not kept", value: refused + rows.length - kept!.n, unit: "", yardstick: "none", holds: refused === 0 && kept!.n === CALLBACKS / 2 },
    { measure: `pace of that campaign meanwhile`, value: pace!.rate, unit: "/s", yardstick: `limit ${PACE}/s`, ratio: pace!.rate / PACE },
  ];
}

function post(agent: Agent, { url, body, signature }: { url: string; body: string; signature: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body), "X-Twilio-Signature": signature };
    const request = send(url, { agent, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", reject);
    request.end(body);
  });
}
