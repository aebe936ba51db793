import { execFile } from "node:child_process";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { startCampaign } from "@/lib/campaigns/start-campaign";
import { addContacts } from "@/lib/campaigns/testing";
import type { Rig } from "@/worker/campaigns/testing";
import { withRig } from "./harness/campaign-rig";
import { type BenchRow, median, timed } from "./harness/rows";

const LIMIT = 2_000;
const CONCURRENT = 50;
const START_ROUNDS = 7;
const SEND_ROUNDS = 3;
const IDLE_MS = 5_000;

/** The start of 10,000 beside the bare `insert … select`, and the throughput at 2,000/s beside a bare loop of the Twilio library. */
export async function run(): Promise<BenchRow[]> {
  const slow = await fast("Twilio answering in 20 to 400 ms", [20, 400], 2, 1_000);
  const atOnce = await fast("Twilio answering at once", [0, 0], 1, 6_000);
  return [...(await withRig({}, {}, start)), ...slow, ...atOnce];
}

/** Start of 10,000 recipients, beside the least that the database can do. */
async function start({ ctx, db }: Rig): Promise<BenchRow[]> {
  const contacts = await addContacts(ctx, 10_000, 5_000_000);
  const startMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < START_ROUNDS; round += 1) {
    bareMs.push(await timed(() => db`
      insert into campaign_recipients (campaign_id, n, phone, name, variables, status)
      select ${1_000_000 + round}, row_number() over (order by id), phone, name, jsonb_build_object('name', name), 'pending' from contacts where id = any(${`{${contacts.join(",")}}`}::bigint[])`));
    const { id } = await createCampaign(ctx, { name: "Bench", message: "Hola {{name}}", contacts });
    startMs.push(await timed(() => startCampaign(ctx, id, {})));
  }
  return [
    { measure: "start of a campaign to 10,000", value: median(startMs), unit: "ms", yardstick: `bare insert … select ${Math.round(median(bareMs))} ms`, ratio: median(startMs) / median(bareMs), holds: median(startMs) <= 1.5 * median(bareMs) },
  ];
}

/**
 * Two campaigns over so many workers, taking turns with a bare loop of the library that does the same outside: as many in flight, the same callbacks asked for. They are
 * posted after the measuring. What the bare loop does beyond the limit is no yardstick: nobody may send faster.
 */
function fast(provider: string, latencyMs: [number, number], workers: number, count: number): Promise<BenchRow[]> {
  const settings = { TWILIO_MESSAGES_PER_SECOND: String(LIMIT), TWILIO_MAX_CONCURRENT: String(CONCURRENT) };
  return withRig(settings, { faults: { latencyMs }, callbacks: { stepMs: [1e8, 1e8] } }, async (rig) => {
    for (let one = 0; one < workers; one += 1) await rig.worker();
    const bare: number[] = [];
    const rates: number[] = [];
    const sending: { statements: number; seconds: number }[] = [];
    await rig.db`create extension if not exists pg_stat_statements`;
    for (let round = 0; round < SEND_ROUNDS; round += 1) {
      bare.push(await bareLoop(rig, count));
      rig.simulator.control.clear();
      const ids = [await rig.draft(count / 2), await rig.draft(count / 2)];
      sending.push(await statementsDuring(rig, async () => rates.push(await sendingRate(rig, ids))));
    }
    const idle = await statementsDuring(rig, () => setTimeout(IDLE_MS));
    const idlePerSecond = idle.statements / idle.seconds;
    const perMessage = median(sending.map(({ statements, seconds }) => (statements - idlePerSecond * seconds) / count));
    const inAll = median(sending.map(({ statements }) => statements / count));
    const yardstick = Math.min(median(bare), LIMIT);
    return [
      {
        measure: `messages a second, ${provider}`, value: median(rates), unit: "/s", yardstick: `bare loop of the library ${Math.round(median(bare))}/s, the limit ${LIMIT}/s`,
        ratio: median(rates) / yardstick, holds: median(rates) >= 0.7 * yardstick,
      },
      {
        measure: `statements of the database a message, ${provider}`, value: perMessage, unit: "", holds: perMessage <= 0.2,
        yardstick: `0.2; with the ${idlePerSecond.toFixed(1)} a second that idle workers send too, ${inAll.toFixed(3)}`,
      },
    ];
  });
}

/** Messages a second from the first start to the last, by the senders' own record: both campaigns are started, and awaited. */
async function sendingRate(rig: Rig, ids: number[]): Promise<number> {
  for (const id of ids) await startCampaign(rig.ctx, id, {});
  await Promise.all(ids.map((id) => rig.ended(id)));
  const [row] = await rig.db<{ rate: number }[]>`
    select count(*) / extract(epoch from max(started_at) - min(started_at))::float8 as rate from campaign_recipients where campaign_id = any(${`{${ids.join(",")}}`}::bigint[])`;
  return row!.rate;
}

async function bareLoop({ simulator }: Rig, count: number): Promise<number> {
  const file = path.join(import.meta.dirname, "harness/bare-twilio.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", file, simulator.url, String(count), String(CONCURRENT)]);
  return Number(stdout);
}

/** What `run` takes, and how many statements the workers send meanwhile: those of their sending, of the queue and of their watchers, and every begin and commit. */
async function statementsDuring(rig: Rig, run: () => Promise<unknown>): Promise<{ statements: number; seconds: number }> {
  const before = await statements(rig);
  const ms = await timed(run);
  return { statements: (await statements(rig)) - before, seconds: ms / 1000 };
}

async function statements({ db }: Rig): Promise<number> {
  const [row] = await db<{ calls: number }[]>`
    select sum(calls)::float8 as calls from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and query not like ${"%/* bench */%"}
      and query not like '%as sent, failed, unknown, pending, sending from campaigns where id =%' /* bench */`;
  return row!.calls;
}
