import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { DatabaseClock } from "./clock";
import type { Grant } from "./grant";
import type { Verdict } from "./outcome";
import { takeTurn } from "./turn";
import { addContacts, addWorker, newLoop, type OwnDatabase, ownDatabase, QUICK, sendAll, simulatedPort, startedCampaign } from "../testing";
import { startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import type { Database } from "@/lib/db/sql";

let own: OwnDatabase;
let simulator: TwilioSimulator;

beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  simulator = await startTwilioSimulator({ seed: 3 });
});
afterEach(async () => {
  await simulator.close();
  await own.db`truncate campaigns, campaign_recipients, campaign_batches, campaign_rates, campaign_alerts, contacts, opt_outs`;
  await own.db`update senders set in_flight = 0, permits = '{}'`;
});

const grantOf = (id: number, want: number, worker = "w") =>
  own.db`select campaign_grant(${id}, 1, 10000, ${want}, ${worker}, 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;

it("writes outcomes before it grants, so that their room is used at once", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 6));
  const [sender] = await own.db<{ id: number }[]>`select id from senders`;
  const turn = (outcomes: Verdict[], workerId: string) =>
    takeTurn(own.db, new DatabaseClock(), { senderId: sender!.id, workerId, outcomes, news: [], wish: { campaign: campaign.id, from: 1, to: 6, want: 5, spent: [] } }, { ...QUICK, maxConcurrent: 2 });
  const worker = await addWorker(own.ctx);
  const first = await turn([], worker);
  expect(first).toMatchObject({ breaker: null, inFlight: 2, grant: { outcome: "granted", rows: [{ n: 1 }, { n: 2 }] } });
  expect((await turn([], worker)).grant).toMatchObject({ outcome: "busy" });
  const rows = (first.grant as unknown as { rows: Grant[] }).rows;
  const sent: Verdict[] = rows.map(({ n, grantNo }) => ({ row: { c: campaign.id, n, g: grantNo, to: "sent", sid: `SM${n}`, at: Date.now() / 1000 }, mark: "S" }));
  expect(await turn(sent, worker)).toMatchObject({ breaker: "closed", inFlight: 2, grant: { outcome: "granted", rows: [{ n: 3 }, { n: 4 }] } });
  expect(await own.db`select sent, sending, pending from campaigns where id = ${campaign.id}`).toEqual([{ sent: 2, sending: 2, pending: 2 }]);
});

it("reads the recipients that it grants and not the whole campaign, also before any statistics know of it", async () => {
  await own.db`analyze campaign_recipients`;
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 3_000));
  const read = await own.db.begin(async (db) => {
    await db`select campaign_grant(${campaign.id}, 1, 3000, 10, 'w', 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;
    await db`select campaign_recover(${campaign.id}, 1, 100, 10)`;
    const [row] = await db<{ read: number }[]>`
      select pg_stat_get_xact_tuples_returned('campaign_recipients'::regclass) + pg_stat_get_xact_tuples_returned('campaign_recipients_campaign_id_n_pk'::regclass) as read`;
    return row!.read;
  });
  expect(read).toBeLessThan(500);
});

it("lets the other campaigns of its sender move on while it decides", async () => {
  const [one, other] = [await startedCampaign(own.ctx, await addContacts(own.ctx, 3)), await startedCampaign(own.ctx, await addContacts(own.ctx, 3, 100))];
  await own.db.begin(async (deciding) => {
    await deciding`select campaign_grant(${one.id}, 1, 3, 3, 'w', 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;
    await own.db.begin(async (db) => {
      await db`set local lock_timeout = '2s'`;
      // Its foreign keys are checked with the second change.
      for (const _ of [1, 2]) await db`update campaigns set version = version + 1 where id = ${other.id}`;
    });
  });
});

it("loses no outcome and sends to nobody twice while the database fails", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 60));
  let turns = 0;
  const flaky = new Proxy(own.db, {
    apply(target, self, args: [TemplateStringsArray | object, ...unknown[]]) {
      const text = Array.isArray(args[0]) ? (args[0] as string[]).join("?") : "";
      if (text.includes("campaign_turn") && (turns += 1) % 3 === 0) return Promise.reject(new Error("the database is away"));
      return Reflect.apply(target as (...all: unknown[]) => unknown, self, args);
    },
  }) as Database;
  const port = simulatedPort(simulator.url);
  const row = await sendAll(own.ctx, await newLoop({ ...own.ctx, db: flaky }, port), campaign.id);
  port.close();
  expect(turns).toBeGreaterThan(3);
  expect(row).toMatchObject({ sent: 60, pending: 0, sending: 0, unknown: 0 });
  expect(new Set(simulator.log.creates.map((entry) => entry.to)).size).toBe(simulator.log.creates.length);
  expect(await own.db`select in_flight from senders`).toEqual([{ in_flight: 0 }]);
});

it("recovers only what a lost worker held", async () => {
  const campaign = await startedCampaign(own.ctx, await addContacts(own.ctx, 9));
  const alive = await addWorker(own.ctx);
  await grantOf(campaign.id, 3, "gone");
  await grantOf(campaign.id, 3, alive);
  expect(await own.db`select campaign_recover(${campaign.id}, 1, 9, 10) as lost`).toEqual([{ lost: 3 }]);
  expect(await own.db`select unknown, sending, pending from campaigns where id = ${campaign.id}`).toEqual([{ unknown: 3, sending: 3, pending: 3 }]);
  expect(await own.db`select in_flight from senders`).toEqual([{ in_flight: 3 }]);
});
