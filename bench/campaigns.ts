import { busiestSecond, openRig, type Rig } from "@/worker/campaigns/testing";
import { migrate } from "@/drizzle/migrate";
import { queueStatus } from "@/lib/campaigns/queue-status";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { startCampaign } from "@/lib/campaigns/start-campaign";
import { addContacts, simulatedPort } from "@/lib/campaigns/testing";
import { openDatabase } from "@/lib/db/sql";
import { until } from "@/worker/testing";
import { type BenchRow, median, timed } from "./harness/rows";

const PEOPLE = 1_000;
const CONCURRENT = 50;

/** Pace at 10/s and 80/s over two workers, throughput at 2,000/s beside a bare loop of the Twilio library, the start and the status beside bare SQL. */
export async function run(): Promise<BenchRow[]> {
  return [...(await withRig({}, start)), ...(await paced(80)), ...(await paced(10)), ...(await fast())];
}

export default run;

async function withRig(settings: Record<string, string>, work: (rig: Rig) => Promise<BenchRow[]>, latencyMs: [number, number] = [0, 0]): Promise<BenchRow[]> {
  const admin = openDatabase(process.env.DATABASE_URL!, { max: 1, applicationName: "tanda bench", statementTimeoutMs: 0 });
  const name = `tanda_bench_${process.pid}_${Date.now()}`;
  await admin.unsafe(`create database ${name}`);
  const url = Object.assign(new URL(process.env.DATABASE_URL!), { pathname: `/${name}` }).href;
  await migrate(url);
  const rig = await openRig(url, settings, { faults: { latencyMs } });
  try {
    return await work(rig);
  } finally {
    await rig.close();
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end({ timeout: 5 });
  }
}

/** 1,000 recipients in two campaigns over two worker processes. */
function paced(rate: number): Promise<BenchRow[]> {
  return withRig({ TWILIO_MESSAGES_PER_SECOND: String(rate) }, async (rig) => {
    await Promise.all([rig.worker(), rig.worker()]);
    const campaigns = [await rig.campaign(PEOPLE / 2), await rig.campaign(PEOPLE / 2)];
    await Promise.all(campaigns.map((id) => rig.ended(id, (PEOPLE / rate) * 1000 + 60_000)));
    const record = await rig.db<{ at: number }[]>`select extract(epoch from started_at)::float8 * 1000 as at from campaign_recipients where status <> 'skipped' order by 1`;
    const starts = record.map((row) => row.at);
    const perSecond = (starts.length - 1) / ((starts.at(-1)! - starts[0]!) / 1000);
    const arrived = busiestSecond(rig.simulator.log.creates.map((entry) => entry.at));
    return [
      { measure: `busiest second at ${rate}/s, by the senders' record`, value: busiestSecond(starts), unit: "starts", yardstick: `${rate}`, holds: busiestSecond(starts) <= rate && starts.length === PEOPLE },
      { measure: `busiest second at ${rate}/s, by the provider's log`, value: arrived, unit: "arrivals", yardstick: `${rate + 1}`, holds: arrived <= rate + 1 },
      { measure: `total rate at ${rate}/s`, value: perSecond, unit: "/s", yardstick: `98.5 % of ${rate}/s`, ratio: perSecond / rate, holds: perSecond >= 0.985 * rate },
    ];
  }, [20, 400]);
}

/** One worker without a pace to hold it, beside a bare loop of the library at the same concurrency. */
function fast(): Promise<BenchRow[]> {
  return withRig({ TWILIO_MESSAGES_PER_SECOND: "2000", TWILIO_MAX_CONCURRENT: String(CONCURRENT) }, async (rig) => {
    const count = 6_000;
    const bare = await bareLoop(rig, count);
    rig.simulator.control.clear();
    await rig.worker();
    const before = await statements(rig);
    const id = await rig.campaign(count);
    await rig.ended(id);
    const [span] = await rig.db<{ seconds: number }[]>`select extract(epoch from max(started_at) - min(started_at))::float8 as seconds from campaign_recipients where campaign_id = ${id}`;
    const rate = count / span!.seconds;
    const perMessage = ((await statements(rig)) - before) / count;
    return [
      { measure: "messages a second at a limit of 2,000/s", value: rate, unit: "/s", yardstick: `bare loop of the library ${Math.round(bare)}/s`, ratio: rate / bare, holds: rate >= 0.7 * bare },
      { measure: "transactions of the database a message", value: perMessage, unit: "", yardstick: "0.2", holds: perMessage <= 0.2 },
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

/** Every statement of the sending is a transaction of its own; the queue's and the watchers' count too. */
async function statements({ db }: Rig): Promise<number> {
  await db`select pg_stat_clear_snapshot(), pg_stat_force_next_flush()`;
  const [row] = await db<{ count: number }[]>`select xact_commit as count from pg_stat_database where datname = current_database()`;
  return row!.count;
}

/** Start and status of 10,000 recipients, beside the least that the database can do. */
async function start(rig: Rig): Promise<BenchRow[]> {
  const { ctx, db } = rig;
  const contacts = await addContacts(ctx, 10_000, 5_000_000);
  const startMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    bareMs.push(await timed(() => db`
      insert into campaign_recipients (campaign_id, n, phone, name, variables, status)
      select ${1_000_000 + round}, row_number() over (order by id), phone, name, jsonb_build_object('name', name), 'pending' from contacts where id = any(${`{${contacts.join(",")}}`}::bigint[])`));
    const { id } = await createCampaign(ctx, { name: "Bench", message: "Hola {{name}}", contacts });
    startMs.push(await timed(() => startCampaign(ctx, id, {})));
  }
  const [last] = await db<{ id: number }[]>`select max(id) as id from campaigns`;
  const statusMs: number[] = [];
  const rowMs: number[] = [];
  await rig.worker();
  await until(async () => rig.simulator.log.creates.length, (count) => count > 20, 30_000);
  for (let round = 0; round < 200; round += 1) {
    rowMs.push(await timed(() => db`select * from campaigns where id = ${last!.id}`));
    statusMs.push(await timed(() => queueStatus(ctx, last!.id)));
  }
  return [
    { measure: "start of a campaign to 10,000", value: median(startMs), unit: "ms", yardstick: `bare insert … select ${Math.round(median(bareMs))} ms`, ratio: median(startMs) / median(bareMs), holds: median(startMs) <= 1.5 * median(bareMs) },
    { measure: "queue-status while sending", value: median(statusMs), unit: "ms", yardstick: `one indexed row ${median(rowMs).toFixed(2)} ms`, ratio: median(statusMs) / median(rowMs), holds: median(statusMs) <= 1.5 * median(rowMs) },
  ];
}
