import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { addContacts, newLoop, type OwnDatabase, ownDatabase, sendAll, simulatedPort, startedCampaign } from "../testing";
import { resumeCampaign } from "../control-campaign";
import type { TwilioPort } from "../twilio";

let own: OwnDatabase;
let simulator: TwilioSimulator;
let port: TwilioPort;

beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  simulator = await startTwilioSimulator({ seed: 3 });
  port = simulatedPort(simulator.url);
});
afterEach(async () => {
  port.close();
  await simulator.close();
  await own.db`truncate campaigns, campaign_recipients, campaign_batches, campaign_rates, campaign_alerts, contacts, opt_outs`;
  await own.db`update senders set breaker = 'closed', failures = 0, opened_at = null, probe_at = null, daily_cap = null`;
});

it("sends to everybody once, and counts it", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 300));
  const loop = await newLoop(own.ctx, port);
  const row = await sendAll(own.ctx, loop, campaign.id);
  expect(row).toMatchObject({ pending: 0, sending: 0, sent: 300, total: 300 });
  expect(new Set(simulator.log.creates.map((entry) => entry.to)).size).toBe(300);
  expect(simulator.log.creates).toHaveLength(300);
  const [sender] = await own.db`select in_flight, sent_today from senders`;
  expect(sender).toMatchObject({ in_flight: 0, sent_today: 300 });
});

/** Instants of one campaign's starts by the senders' own record, in milliseconds, in order. */
async function starts(): Promise<number[]> {
  const rows = await own.db<{ at: number }[]>`select extract(epoch from started_at)::float8 * 1000 as at from campaign_recipients where started_at is not null order by 1`;
  return rows.map((row) => row.at);
}

/** The most instants that any second holds. */
function busiestSecond(instants: number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < instants.length; last += 1) {
    while (instants[last]! - instants[first]! >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

it("holds no more than the rate in any second, over two workers and two campaigns, also after a rest", async () => {
  simulator.control.configure({ faults: { latencyMs: [5, 60] } });
  const contacts = await addContacts(own.ctx, 200);
  const [first, second] = [await startedCampaign(own.ctx, contacts.slice(0, 100)), await startedCampaign(own.ctx, contacts.slice(100))];
  const [one, two] = [await newLoop(own.ctx, port, { messagesPerSecond: 50 }), await newLoop(own.ctx, port, { messagesPerSecond: 50 })];
  await Promise.all([sendAll(own.ctx, one, first.id), sendAll(own.ctx, two, second.id)]);
  const rested = await startedCampaign(own.ctx, await addContacts(own.ctx, 60, 1000));
  await sendAll(own.ctx, one, rested.id);
  const record = await starts();
  expect(record).toHaveLength(260);
  expect(busiestSecond(record)).toBeLessThanOrEqual(50);
});

it("sends nothing to a person who said STOP after the start", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 20));
  await own.db`insert into opt_outs (phone, source) values ('+584120000007', 'inbound')`;
  const row = await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id);
  expect(row).toMatchObject({ sent: 19, skipped: 1, pending: 0 });
  expect(simulator.log.creates.map((entry) => entry.to)).not.toContain("whatsapp:+584120000007");
});

it("opens the breaker at the tenth failure in a row, spends nothing while it is open, and uses up no attempt", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 60));
  const loop = await newLoop(own.ctx, port, { messagesPerSecond: 50, probeSeconds: 1 });
  await simulator.control.outage("refuse");
  const sending = sendAll(own.ctx, loop, campaign.id);
  await expect.poll(async () => (await own.db`select breaker from senders`)[0]!.breaker, { timeout: 10_000 }).toBe("open");
  const [sender] = await own.db`select failures from senders`;
  expect(sender!.failures).toBeGreaterThanOrEqual(10);
  const attempts = await own.db<{ attempts: number }[]>`select max(attempts)::int as attempts from campaign_recipients where status = 'pending'`;
  expect(attempts[0]!.attempts).toBe(0);
  await simulator.control.recover();
  expect(await sending).toMatchObject({ sent: 60, failed: 0, unknown: 0 });
  expect(await own.db`select 1 from campaign_recipients where attempts <> 1`).toHaveLength(0);
  expect(await own.db`select breaker, in_flight from senders`).toMatchObject([{ breaker: "closed", in_flight: 0 }]);
  expect(await own.db`select resolved_at is not null as resolved from campaign_alerts where kind = 'breaker_open'`).toEqual([{ resolved: true }]);
});

it("does not open the breaker for bad numbers", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 30));
  simulator.control.configure({ faults: { errorBySuffix: Object.fromEntries(Array.from({ length: 10 }, (_, digit) => [String(digit), 21211])) } });
  expect(await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id)).toMatchObject({ failed: 30, sent: 0 });
  expect(await own.db`select breaker, failures from senders`).toMatchObject([{ breaker: "closed", failures: 0 }]);
});

it("tries a transient refusal again while the others go on, and gives up after five attempts", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 10));
  simulator.control.configure({ faults: { errorBySuffix: { "0000003": 30001 }, suffixTimes: 2 } });
  await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id);
  await own.db`update campaign_recipients set next_at = now() where status = 'pending'`;
  const row = await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id);
  expect(row.sent + row.pending).toBe(10);
  const [third] = await own.db`select attempts, status from campaign_recipients where n = 3`;
  expect(third!.attempts).toBeGreaterThanOrEqual(2);
  simulator.control.configure({ faults: { errorBySuffix: { "0000003": 30001 }, suffixTimes: null } });
  await own.db`update campaign_recipients set status = 'pending', attempts = 4, next_at = null where n = 3`;
  await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id);
  expect(await own.db`select status, error_code, reason from campaign_recipients where n = 3`).toEqual([{ status: "failed", error_code: 30001, reason: "attempts_used" }]);
});

it("pauses the campaign with the reason on an error of the account, spends no attempt, and raises an alert until it goes on", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 40));
  simulator.control.configure({ faults: { errorBySuffix: { "0000005": 63016 } } });
  const row = await sendAll(own.ctx, await newLoop(own.ctx, port, { messagesPerSecond: 50 }), campaign.id);
  expect(row).toMatchObject({ status: "paused", reason: "provider_account", reasonCode: 63016 });
  expect(await own.db`select status, attempts from campaign_recipients where n = 5`).toEqual([{ status: "pending", attempts: 0 }]);
  expect(row.pending).toBeGreaterThan(30);
  const alerts = () => own.db`select severity, params->'code' as code, resolved_at is null as open from alerts where kind = 'campaign_paused' and subject = ${String(campaign.id)}`;
  expect(await alerts()).toEqual([{ severity: "warning", code: 63016, open: true }]);
  await resumeCampaign(own.ctx, campaign.id);
  expect(await alerts()).toEqual([{ severity: "warning", code: 63016, open: false }]);
});

it("records an opt-out where Twilio says that the person wrote STOP", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 5));
  simulator.control.configure({ faults: { errorBySuffix: { "0000002": 21610 } } });
  expect(await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id)).toMatchObject({ sent: 4, failed: 1 });
  expect(await own.db`select phone, source, detail from opt_outs`).toEqual([{ phone: "+584120000002", source: "provider", detail: "21610" }]);
});

it("stops at the sender's daily cap", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 20));
  await own.db`update senders set sent_day = null, sent_today = 0, daily_cap = 12`;
  expect(await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id)).toMatchObject({ sent: 12, pending: 8 });
});
