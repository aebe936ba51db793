import { setTimeout as sleep } from "node:timers/promises";
import { pauseCampaign, resumeCampaign, stopCampaign } from "@/lib/campaigns/control-campaign";
import { createCampaign } from "@/lib/campaigns/save-campaign";
import { addContacts } from "@/lib/campaigns/testing";
import type { Rig } from "@/worker/campaigns/testing";
import { until } from "@/worker/testing";
import { withRig } from "./harness/campaign-rig";
import { wholeSystem } from "./harness/whole-system";
import type { BenchRow } from "./harness/rows";

const KILLS = 50;
const KILLS_A_CAMPAIGN = 10;
const PEOPLE = 2_000;
const HALTS = 50;
const OUTAGE_MS = 90_000;
const IN_FLIGHT = 50;
const LOOKED_UP_SOON = { TWILIO_TIMEOUT_MS: "1500", TWILIO_LOOKUP_SECONDS: "1", TWILIO_ABSENT_SECONDS: "4", TWILIO_MAX_CONCURRENT: String(IN_FLIGHT) };

/** Nobody twice, nobody lost: over kills of the worker, lost answers, an outage of Twilio, pauses, stops and restarts. About ten minutes. */
export async function run(): Promise<BenchRow[]> {
  return [...(await kills()), ...(await lostAnswers()), ...(await halts()), ...(await schedule()), ...(await outage())];
}

/** Numbers that Twilio took more than once, ever. */
function twice({ simulator }: Rig): number {
  const taken = simulator.log.creates.filter((entry) => entry.sid !== null).map((entry) => entry.to);
  return taken.length - new Set(taken).size;
}

/** Recipients whose row says other than the provider's log: accepted and not sent, or sent and never accepted. */
async function untrue({ db, simulator }: Rig): Promise<number> {
  const taken = new Set(simulator.log.creates.filter((entry) => entry.sid !== null).map((entry) => entry.to.replace("whatsapp:", "")));
  const rows = await db<{ phone: string; sent: boolean }[]>`select phone, status in ('sent', 'delivered', 'read') as sent from campaign_recipients where status not in ('pending', 'skipped')`;
  return rows.filter((row) => row.sent !== taken.has(row.phone)).length;
}

const counted = (measure: string, value: number, most = 0): BenchRow => ({ measure, value, unit: "", yardstick: `at most ${most}`, holds: value <= most });

/** Kills at random moments, ten in each of five campaigns to 2,000. */
function kills(): Promise<BenchRow[]> {
  return withRig({ ...LOOKED_UP_SOON, TWILIO_MESSAGES_PER_SECOND: "150" }, { faults: { latencyMs: [20, 400] } }, async (rig) => {
    const { simulator, db } = rig;
    let mostHeld = 0;
    let open = 0;
    let left = 0;
    for (let campaign = 0; campaign < KILLS / KILLS_A_CAMPAIGN; campaign += 1) {
      const id = await rig.campaign(PEOPLE);
      for (let kill = 0; kill < KILLS_A_CAMPAIGN; kill += 1) {
        const worker = await rig.worker();
        await simulator.log.until(simulator.log.creates.length + 1 + Math.floor(Math.random() * 180));
        await sleep(Math.random() * 50);
        await worker.kill();
        const [held] = await db<{ held: number }[]>`select sending as held from campaigns where id = ${id}`;
        mostHeld = Math.max(mostHeld, held!.held);
      }
      const last = await rig.worker();
      const end = await rig.ended(id);
      await last.kill();
      open += end.pending + end.sending + (end.status === "completed" ? 0 : 1);
      left += end.unknown;
    }
    return [
      counted(`numbers that got a message twice, over ${KILLS} kills`, twice(rig)),
      counted("recipients whose state is not what Twilio took", await untrue(rig)),
      counted("recipients without a final state", open),
      counted("messages that a kill left without an outcome, at most", mostHeld, IN_FLIGHT),
      counted("of those, unknown after the look-ups", left),
    ];
  });
}

/** One answer in twenty lost after Twilio took the message. */
function lostAnswers(): Promise<BenchRow[]> {
  const rates = { reset_after_acceptance: 0.02, server_error_after_acceptance: 0.02, hang_after_acceptance: 0.01 };
  return withRig({ ...LOOKED_UP_SOON, TWILIO_MESSAGES_PER_SECOND: "150" }, { faults: { latencyMs: [20, 200], rates } }, async (rig) => {
    await rig.worker();
    const end = await rig.ended(await rig.campaign(PEOPLE));
    const lost = rig.simulator.log.creates.filter((entry) => entry.fault !== null).length;
    return [
      counted(`numbers that got a message twice, with ${lost} answers lost`, twice(rig)),
      counted("reported failed though Twilio took it", end.failed),
      counted("not sent, or left unknown", PEOPLE - end.sent),
    ];
  });
}

/** Pauses, and then stops, at random moments; an arrival is late when its start, by the senders' record, is after the answer. */
function halts(): Promise<BenchRow[]> {
  return withRig({ TWILIO_MESSAGES_PER_SECOND: "100" }, { faults: { latencyMs: [20, 200] } }, async (rig) => {
    const { ctx, simulator, db } = rig;
    await Promise.all([rig.worker(), rig.worker()]);
    const started = async () => (await db<{ n: number }[]>`select count(*) as n from campaign_recipients where started_at is not null and status <> 'pending'`)[0]!.n;
    let after = 0;
    const id = await rig.campaign(PEOPLE);
    for (let round = 0; round < HALTS; round += 1) {
      await simulator.log.until(simulator.log.creates.length + 1 + Math.floor(Math.random() * 40));
      after += await startsAfter(rig, () => pauseCampaign(ctx, id));
      await resumeCampaign(ctx, id);
    }
    const end = await rig.ended(id);
    const repeated = twice(rig);
    const arrivedAtStops: number[] = [];
    let unsettled = 0;
    for (let round = 0; round < HALTS; round += 1) {
      const stopped = await rig.campaign(60);
      await simulator.log.until(simulator.log.creates.length + 1 + Math.floor(Math.random() * 30));
      arrivedAtStops.push(await startsAfter(rig, () => stopCampaign(ctx, stopped)));
      const [row] = await db<{ open: number }[]>`select sending as open from campaigns where id = ${stopped}`;
      unsettled += row!.open;
    }
    return [
      counted(`starts after a pause was answered, ${HALTS} times`, after),
      counted("recipients lost by resumes", PEOPLE - end.sent),
      counted("recipients repeated by resumes", repeated),
      counted(`starts after a stop was answered, ${HALTS} times`, arrivedAtStops.reduce((sum, n) => sum + n, 0)),
      counted("recipients of stopped campaigns that are still in flight", unsettled),
      counted("messages that Twilio took and no row knows", simulator.log.creates.length - (await started())),
    ];
  });
}

/** Halts, lets what is in flight arrive, and answers how many starts arrived later than the way there takes after the answer. */
async function startsAfter({ simulator, db }: Rig, halt: () => Promise<unknown>): Promise<number> {
  await halt();
  const answeredAt = performance.timeOrigin + performance.now();
  await until(async () => (await db<{ n: number }[]>`select coalesce(sum(sending), 0)::int as n from campaigns`)[0]!.n, (n) => n === 0, 30_000);
  const [row] = await db<{ n: number }[]>`select count(*) as n from campaign_recipients where status <> 'pending' and started_at > to_timestamp(${answeredAt / 1000}::float8)`;
  return Math.max(row!.n, simulator.log.creates.filter((entry) => entry.at > answeredAt + WAY_MS).length);
}

/** A request that left before the answer has arrived by then. */
const WAY_MS = 50;

/** Due while nothing runs, PostgreSQL neither; then two workers come back and their own clock starts it; in mid-campaign all is cut off once more, and comes back. */
async function schedule(): Promise<BenchRow[]> {
  const people = 200;
  const system = await wholeSystem({ ...LOOKED_UP_SOON, TWILIO_MESSAGES_PER_SECOND: "40" }, { faults: { latencyMs: [20, 200] } });
  const { simulator } = system;
  const before = await system.up(1);
  const contacts = await addContacts(before.ctx, people);
  const dueAt = Date.now() + 3_000;
  const { id } = await createCampaign(before.ctx, { name: "Bench", message: "Hola {{name}}", contacts, scheduledAt: new Date(dueAt).toISOString() });
  await system.powerCut(before);
  await sleep(dueAt + 2_000 - Date.now());
  const early = simulator.log.creates.length;
  const due = await system.up(2);
  await simulator.log.until(people / 5);
  await system.powerCut(due);
  const after = await system.up(2);
  await sleep(60_000);
  const end = await until(async () => (await after.db<CampaignEnd[]>`select status, sent + delivered + read as sent, unknown from campaigns where id = ${id}`)[0]!, (row) => row.status === "completed", 120_000);
  const [jobs] = await after.db<{ n: number }[]>`select count(*) as n from jobs where kind = 'campaign'`;
  const taken = simulator.log.creates.filter((entry) => entry.sid !== null).map((entry) => entry.to);
  await system.close(after);
  return [
    counted("scheduled: messages before all came back", early),
    counted("runs of the schedule beyond the first", jobs!.n - 1),
    counted("scheduled: not sent", people - end.sent),
    counted("scheduled: numbers that got a message twice", taken.length - new Set(taken).size),
  ];
}

interface CampaignEnd {
  status: string;
  sent: number;
  unknown: number;
}

/** Twilio refuses every connection for 90 s in mid-campaign; the probe is tried at its true pace, once a minute. */
function outage(): Promise<BenchRow[]> {
  return withRig({ TWILIO_MESSAGES_PER_SECOND: "40" }, { faults: { latencyMs: [20, 200] } }, async (rig) => {
    const { simulator, db } = rig;
    await Promise.all([rig.worker(), rig.worker()]);
    const id = await rig.campaign(PEOPLE / 2);
    await simulator.log.until(200);
    await simulator.control.outage("refuse", OUTAGE_MS);
    const opened = await until(async () => (await db<Sender[]>`select breaker, failures, opened_at, probe_at from senders`)[0]!, (row) => row.breaker === "open", 30_000);
    const probes = new Set<number>();
    await until(
      async () => {
        const [row] = await db<Sender[]>`select breaker, failures, opened_at, probe_at from senders`;
        if (row!.probe_at) probes.add(row!.probe_at.getTime());
        return row!.breaker;
      },
      (breaker) => breaker === "closed",
      OUTAGE_MS + 120_000,
    );
    const apart = [opened.opened_at!.getTime(), ...probes].map((at, place, all) => (place === 0 ? Infinity : at - all[place - 1]!));
    const end = await rig.ended(id);
    const [spent] = await db<{ n: number }[]>`select count(*) as n from campaign_recipients where attempts <> 1`;
    return [
      { measure: "failures in a row that opened the breaker", value: opened.failures, unit: "", yardstick: "10, and who was in flight", holds: opened.failures >= 10 && opened.failures <= 10 + IN_FLIGHT },
      { measure: "seconds between probes, at least", value: Math.min(...apart) / 1000, unit: "s", yardstick: "60", holds: Math.min(...apart) >= 60_000 },
      counted(`probes in ${OUTAGE_MS / 1000} s of outage and after it`, probes.size, 2),
      counted("not sent after it", PEOPLE / 2 - end.sent),
      counted("numbers that got a message twice", twice(rig)),
      counted("recipients whose attempts the outage used up", spent!.n),
    ];
  });
}

interface Sender {
  breaker: string;
  failures: number;
  opened_at: Date | null;
  probe_at: Date | null;
}
