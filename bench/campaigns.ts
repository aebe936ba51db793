import { createCampaign } from "@/lib/campaigns/save-campaign";
import { startCampaign } from "@/lib/campaigns/start-campaign";
import { addContacts, simulatedPort } from "@/lib/campaigns/testing";
import type { Rig } from "@/worker/campaigns/testing";
import { withRig } from "./harness/campaign-rig";
import { type BenchRow, median, timed } from "./harness/rows";

const CONCURRENT = 50;
const START_ROUNDS = 7;

/** The start of 10,000 beside the bare `insert … select`, and the throughput at 2,000/s beside a bare loop of the Twilio library. */
export async function run(): Promise<BenchRow[]> {
  return [...(await withRig({}, {}, start)), ...(await fast())];
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

/** One worker without a pace to hold it, beside a bare loop of the library at the same concurrency. */
function fast(): Promise<BenchRow[]> {
  return withRig({ TWILIO_MESSAGES_PER_SECOND: "2000", TWILIO_MAX_CONCURRENT: String(CONCURRENT) }, {}, async (rig) => {
    const count = 6_000;
    const bare = await bareLoop(rig, count);
    rig.simulator.control.clear();
    await rig.worker();
    await rig.db`create extension if not exists pg_stat_statements`;
    const before = await statements(rig);
    const id = await rig.campaign(count);
    await rig.ended(id);
    const all = await statements(rig);
    const [span] = await rig.db<{ seconds: number }[]>`select extract(epoch from max(started_at) - min(started_at))::float8 as seconds from campaign_recipients where campaign_id = ${id}`;
    const rate = count / span!.seconds;
    const perMessage = [...all].reduce((sum, [query, calls]) => sum + calls - (before.get(query) ?? 0), 0) / count;
    return [
      { measure: "messages a second at a limit of 2,000/s", value: rate, unit: "/s", yardstick: `bare loop of the library ${Math.round(bare)}/s`, ratio: rate / bare, holds: rate >= 0.7 * bare },
      { measure: "statements of the database a message", value: perMessage, unit: "", yardstick: "0.2", holds: perMessage <= 0.2 },
    ];
  });
}

async function bareLoop(rig: Rig, count: number): Promise<number> {
  const port = simulatedPort(rig.simulator.url, { maxConcurrent: CONCURRENT });
  let sent = 0;
  const one = async () => {
    while (sent < count) {
      sent += 1;
      await port.send({ to: `+58412${String(sent).padStart(7, "0")}`, body: `Hola Persona ${sent}` });
    }
  };
  await port.send({ to: "+584120000000", body: "warm" });
  const ms = await timed(() => Promise.all(Array.from({ length: CONCURRENT }, one)));
  port.close();
  return count / (ms / 1000);
}

/** How often each statement of the worker was called: those of its sending, of the queue and of its watchers, and every begin and commit. */
async function statements({ db }: Rig): Promise<Map<string, number>> {
  const rows = await db<{ query: string; calls: number }[]>`
    select query, sum(calls)::float8 as calls from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and query not like ${"%/* bench */%"}
      and query not like '%as sent, failed, unknown, pending, sending from campaigns where id =%' group by query /* bench */`;
  return new Map(rows.map((row) => [row.query, row.calls]));
}
