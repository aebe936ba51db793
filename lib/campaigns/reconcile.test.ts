import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { reconcile, settle } from "./reconcile";
import { addContacts, newLoop, type OwnDatabase, ownDatabase, QUICK, sendAll, simulatedPort, startedCampaign } from "./testing";
import type { TwilioPort } from "./twilio";
import { findCampaignRow } from "./view";

let own: OwnDatabase;
let simulator: TwilioSimulator;
let port: TwilioPort;

beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  simulator = await startTwilioSimulator({ seed: 11 });
  port = simulatedPort(simulator.url);
});
afterEach(async () => {
  port.close();
  await simulator.close();
  await own.db`truncate campaigns, campaign_recipients, campaign_batches, campaign_rates, campaign_alerts, contacts, opt_outs, jobs cascade`;
  await own.db`update senders set breaker = 'closed', failures = 0`;
});

/** The look-ups of a campaign, as if their time had come. */
async function lookUpNow(campaignId: number, options = QUICK): Promise<void> {
  await own.db`update campaign_recipients set next_at = now() where campaign_id = ${campaignId} and status = 'unknown'`;
  const { jobId } = await findCampaignRow(own.ctx, campaignId);
  await reconcile(own.ctx, { campaignId, jobId: jobId! }, port, options);
}

describe("answers lost after Twilio took the message", () => {
  it("leave nobody sent twice, and nobody who was sent as failed", async () => {
    simulator.control.configure({ faults: { rates: { reset_after_acceptance: 0.03, server_error_after_acceptance: 0.02 } } });
    const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 400));
    const sent = await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id);
    expect(sent.unknown).toBeGreaterThan(5);
    expect(sent.unknown + sent.sent).toBe(400);
    await lookUpNow(campaign.id);
    const row = await findCampaignRow(own.ctx, campaign.id);
    expect(row).toMatchObject({ unknown: 0, failed: 0, pending: 0 });
    expect(simulator.log.creates).toHaveLength(400);
    expect(new Set(simulator.log.creates.map((entry) => entry.to)).size).toBe(400);
  });
});

describe("a message that never reached Twilio", () => {
  it("is sent again only when its absence is proved after a wait, and its attempt is given back", async () => {
    simulator.control.configure({ faults: { faultBySuffix: { "0000002": "reset_before_acceptance" }, suffixTimes: 1 } });
    const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 3));
    await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id);
    await lookUpNow(campaign.id, { ...QUICK, absentSeconds: 3600 });
    expect(await findCampaignRow(own.ctx, campaign.id)).toMatchObject({ sent: 2, unknown: 1 });
    await lookUpNow(campaign.id, { ...QUICK, absentSeconds: 0 });
    expect(await own.db`select status, attempts from campaign_recipients where n = 2`).toEqual([{ status: "pending", attempts: 0 }]);
    expect(await sendAll(own.ctx, await newLoop(own.ctx, port), campaign.id)).toMatchObject({ sent: 3, unknown: 0 });
    expect(simulator.log.creates.filter((entry) => entry.sid !== null)).toHaveLength(3);
  });
});

it("takes what a lost worker held as unknown, and gives its room back", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 10));
  await own.db`select campaign_grant(${campaign.id}, 1, 10, 4, 'gone', 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;
  expect(await own.db`select in_flight from senders`).toMatchObject([{ in_flight: 4 }]);
  const [recovered] = await own.db`select campaign_recover(${campaign.id}, 1, 10, 1) as lost`;
  expect(recovered!.lost).toBe(4);
  expect(await own.db`select in_flight from senders`).toMatchObject([{ in_flight: 0 }]);
  expect(await findCampaignRow(own.ctx, campaign.id)).toMatchObject({ unknown: 4, pending: 6, sending: 0 });
  const again = await own.db`select campaign_recover(${campaign.id}, 1, 10, 1) as lost`;
  expect(again[0]!.lost).toBe(0);
});

it("leaves what a living worker holds alone", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 3));
  await own.db`insert into worker_pools (pool_id, lock_key, host, pid, concurrency) values ('alive', 1, 'test', 1, 1) on conflict do nothing`;
  await own.db`select campaign_grant(${campaign.id}, 1, 3, 2, 'alive', 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;
  const [recovered] = await own.db`select campaign_recover(${campaign.id}, 1, 3, 1) as lost`;
  expect(recovered!.lost).toBe(0);
  expect(await findCampaignRow(own.ctx, campaign.id)).toMatchObject({ sending: 2, unknown: 0 });
  await own.db`update senders set in_flight = 0`;
});

it("takes an answer that comes after its worker was thought lost", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 1));
  await own.db`select campaign_grant(${campaign.id}, 1, 1, 1, 'slow', 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;
  await own.db`select campaign_recover(${campaign.id}, 1, 1, 1)`;
  const rows = JSON.stringify([{ c: campaign.id, n: 1, g: 1, to: "sent", sid: "SM1", at: 1 }]);
  await own.db`select campaign_record((select id from senders), 'slow', ${rows}::text::jsonb, 'S', 10, null, '[]', '[]')`;
  expect(await findCampaignRow(own.ctx, campaign.id)).toMatchObject({ sent: 1, unknown: 0 });
  expect(await own.db`select in_flight from senders`).toMatchObject([{ in_flight: 0 }]);
});

describe("what a look-up decides", () => {
  const one = { n: 1, g: 1, lookups: 1 };

  it("waits where Twilio cannot be asked, and in the end leaves it to a person", () => {
    expect(settle(one, { kind: "unavailable" }, 1e6, QUICK)).toMatchObject({ to: "unknown", wait: expect.any(Number) });
    expect(settle({ ...one, lookups: 200 }, { kind: "unavailable" }, 1e6, QUICK)).toEqual({ n: 1, g: 1, to: "unknown" });
  });

  it("takes Twilio's word for what was found", () => {
    expect(settle(one, { kind: "found", sid: "SM1", status: "undelivered", errorCode: 63024 }, 1, QUICK)).toMatchObject({ to: "failed", code: 63024 });
    expect(settle(one, { kind: "found", sid: "SM1", status: "queued", errorCode: null }, 1, QUICK)).toMatchObject({ to: "sent", sid: "SM1" });
    expect(settle(one, { kind: "found", sid: "SM1", status: "read", errorCode: null }, 1, QUICK)).toMatchObject({ to: "read" });
  });
});
