import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { addContacts, newLoop, type OwnDatabase, ownDatabase, sendAll, simulatedPort, startedCampaign } from "../testing";
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
