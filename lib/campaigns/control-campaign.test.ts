import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { pauseCampaign, resumeCampaign, stopCampaign } from "./control-campaign";
import { addContacts, newLoop, type OwnDatabase, ownDatabase, sendAll, simulatedPort, startedCampaign } from "./testing";
import type { TwilioPort } from "./twilio";
import { keyActor } from "@/lib/db/testing";

let own: OwnDatabase;
let simulator: TwilioSimulator;
let port: TwilioPort;

beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  simulator = await startTwilioSimulator({ seed: 5, faults: { latencyMs: [5, 40] } });
  port = simulatedPort(simulator.url);
});
afterEach(async () => {
  port.close();
  await simulator.close();
  await own.db`truncate campaigns, campaign_recipients, campaign_batches, campaign_rates, campaign_alerts, contacts, opt_outs, jobs cascade`;
});

const ROUNDS = 15;

it(`starts nothing after a pause is answered, ${ROUNDS} times, and resumes without losing or repeating anybody`, async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 600));
  const loops = [await newLoop(own.ctx, port, { messagesPerSecond: 100 }), await newLoop(own.ctx, port, { messagesPerSecond: 100 })];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = simulator.log.creates.length;
    const sending = Promise.all(loops.map((loop) => sendAll(own.ctx, loop, campaign.id)));
    await simulator.log.until(before + 4 + round);
    const { status } = await pauseCampaign(own.ctx, campaign.id);
    const answeredAt = performance.timeOrigin + performance.now();
    expect(status.status).toBe("paused");
    await sending;
    const [record] = await own.db<{ late: number }[]>`
      select count(*) as late from campaign_recipients where status not in ('pending', 'skipped') and extract(epoch from started_at) * 1000 > ${answeredAt}`;
    expect(record!.late).toBe(0);
    await resumeCampaign(own.ctx, campaign.id);
  }
  const row = await sendAll(own.ctx, loops[0]!, campaign.id);
  expect(row).toMatchObject({ sent: 600, pending: 0, sending: 0 });
  expect(new Set(simulator.log.creates.map((entry) => entry.to)).size).toBe(600);
  expect(simulator.log.creates).toHaveLength(600);
});

it("stops for good and says how many will not be sent", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 200));
  const sending = sendAll(own.ctx, await newLoop(own.ctx, port, { messagesPerSecond: 50 }), campaign.id);
  await simulator.log.until(10);
  const { status } = await stopCampaign(own.ctx, campaign.id);
  await sending;
  expect(status).toMatchObject({ status: "stopped", reason: "by_user" });
  const [row] = await own.db`select pending, sending, sent from campaigns where id = ${campaign.id}`;
  expect(row!.pending + row!.sent).toBe(200);
  expect(row!.sent).toBe(simulator.log.creates.length);
  await expect(resumeCampaign(own.ctx, campaign.id)).rejects.toMatchObject({ code: "invalid_transition", options: { extra: { status: "stopped" } } });
});

it("answers a move that the state does not allow with the state", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 2));
  await expect(resumeCampaign(own.ctx, campaign.id)).rejects.toMatchObject({ code: "invalid_transition", options: { extra: { status: "sending" } } });
  await pauseCampaign(own.ctx, campaign.id);
  await expect(pauseCampaign(own.ctx, campaign.id)).rejects.toMatchObject({ code: "invalid_transition", options: { extra: { status: "paused" } } });
});

it("lets a viewer do nothing", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 2));
  const viewer = { ...own.ctx, actor: keyActor("viewer") };
  for (const move of [pauseCampaign, resumeCampaign, stopCampaign]) await expect(move(viewer, campaign.id)).rejects.toMatchObject({ code: "forbidden" });
});
