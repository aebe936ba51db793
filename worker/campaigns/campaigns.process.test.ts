import { afterEach, beforeEach, expect, it } from "vitest";
import { busiestSecond, openRig, type Rig } from "./testing";
import { ownDatabase, until } from "../testing";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { addContacts } from "@/lib/campaigns/testing";

let database: Awaited<ReturnType<typeof ownDatabase>>;
let rig: Rig | undefined;

beforeEach(async () => {
  database = await ownDatabase();
});
afterEach(async () => {
  await rig?.close();
  rig = undefined;
  await database.drop();
});

/** Fifty over campaigns of 2,000 are in bench/campaigns-safety.ts. */
const KILLS = 4;
const PEOPLE = 700;

it(`sends to nobody twice over ${KILLS} kills of the worker, and everybody ends in a true state`, async () => {
  rig = await openRig(
    database.url,
    { TWILIO_MESSAGES_PER_SECOND: "150", TWILIO_TIMEOUT_MS: "1500", TWILIO_LOOKUP_SECONDS: "1", TWILIO_ABSENT_SECONDS: "4", TWILIO_MAX_CONCURRENT: "50" },
    { faults: { latencyMs: [20, 200] } },
  );
  const { simulator, db } = rig;
  const id = await rig.campaign(PEOPLE);
  for (let round = 0; round < KILLS; round += 1) {
    const worker = await rig.worker();
    await simulator.log.until(simulator.log.creates.length + 20 + Math.floor(Math.random() * 120));
    await worker.kill();
    const [held] = await db<{ held: number }[]>`select sending as held from campaigns where id = ${id}`;
    expect(held!.held).toBeLessThanOrEqual(50);
  }
  await rig.worker();
  const end = await rig.ended(id);
  expect(end).toMatchObject({ status: "completed", sent: PEOPLE, failed: 0, unknown: 0, pending: 0, sending: 0 });
  const accepted = simulator.log.creates.filter((entry) => entry.sid !== null).map((entry) => entry.to);
  expect(accepted).toHaveLength(PEOPLE);
  expect(new Set(accepted).size).toBe(PEOPLE);
  expect(await db`select in_flight from senders`).toMatchObject([{ in_flight: 0 }]);
  expect(await db`select status, processed, total from jobs where kind = 'campaign'`).toEqual([{ status: "completed", processed: PEOPLE, total: PEOPLE }]);
}, 180_000);

it("holds the pace over two workers and two campaigns, fairly", async () => {
  rig = await openRig(database.url, { TWILIO_MESSAGES_PER_SECOND: "40" }, { faults: { latencyMs: [20, 300] } });
  const { db, simulator } = rig;
  await Promise.all([rig.worker(), rig.worker()]);
  const [first, second] = [await rig.campaign(200), await rig.campaign(200)];
  await until(async () => simulator.log.creates.length, (count) => count >= 200, 60_000);
  const [half] = await db<{ least: number }[]>`select min(total - pending) as least from campaigns where id in (${first}, ${second})`;
  expect(half!.least).toBeGreaterThan(20);
  await Promise.all([rig.ended(first), rig.ended(second)]);
  const record = await db<{ at: number }[]>`select extract(epoch from started_at)::float8 * 1000 as at from campaign_recipients`;
  expect(record).toHaveLength(400);
  expect(busiestSecond(record.map((row) => row.at))).toBeLessThanOrEqual(40);
}, 120_000);

it("starts a scheduled campaign once, though everything was killed before its hour and it is overdue when two workers come back", async () => {
  rig = await openRig(database.url, { TWILIO_MESSAGES_PER_SECOND: "100" });
  const { ctx, db, simulator } = rig;
  const contacts = await addContacts(ctx, 30);
  const { id } = await createCampaign(ctx, { name: "Mañana", message: "Hola {{name}}", contacts, scheduledAt: new Date(Date.now() + 3_600_000).toISOString() });
  const before = await rig.worker();
  await before.kill();
  await db`update campaigns set scheduled_at = now() - interval '1 hour' where id = ${id}`;
  expect(simulator.log.creates).toHaveLength(0);
  await Promise.all([rig.worker(), rig.worker()]);
  const watch = () => db`select graphile_worker.add_job('campaigns:watch', '{}')`;
  await Promise.all([watch(), watch(), watch()]);
  expect(await until(async () => (await db`select status, sent from campaigns where id = ${id}`)[0]!, (row) => row.status === "completed", 60_000)).toMatchObject({ sent: 30 });
  expect(simulator.log.creates).toHaveLength(30);
  expect(await db`select 1 from jobs where kind = 'campaign'`).toHaveLength(1);
}, 120_000);
