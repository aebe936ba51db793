import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as postInbound } from "@/app/api/twilio/inbound/route";
import { POST as postStatus } from "@/app/api/twilio/status/route";
import { sign } from "@/e2e/simulators/twilio/callbacks";
import { isStop } from "./take-inbound";
import { addContacts, type OwnDatabase, ownDatabase, SIMULATED, startedCampaign } from "./testing";
import { findCampaignRow } from "./view";
import type { RouteHandler } from "@/lib/http/route";

let own: OwnDatabase;
let campaignId: number;
const shared = globalThis as { tandaDatabase?: unknown };

beforeAll(async () => {
  own = await ownDatabase();
  // The routes ask for the process's pool.
  shared.tandaDatabase = { db: own.db };
});
afterAll(async () => {
  delete shared.tandaDatabase;
  await own.drop();
});
beforeEach(async () => {
  campaignId = (await startedCampaign(own.ctx, await addContacts(own.ctx, 5))).id;
  await own.db`select campaign_grant(${campaignId}, 1, 5, 5, 'w', 2000, 50, 0.3, 0.01, 60, 'America/Caracas')`;
  const rows = JSON.stringify([1, 2, 3, 4].map((n) => ({ c: campaignId, n, g: 1, to: "sent", sid: `SM${n}`, at: 1 })));
  await own.db`select campaign_record((select id from senders), 'w', ${rows}::text::jsonb, 'SSSS', 10, null, '[]', '[]')`;
});
afterEach(async () => {
  await own.db`truncate campaigns, campaign_recipients, campaign_batches, campaign_rates, campaign_alerts, contacts, opt_outs, jobs cascade`;
  await own.db`update senders set in_flight = 0`;
});

async function post(handler: RouteHandler, path: string, fields: Record<string, string>, token: string = SIMULATED.TWILIO_AUTH_TOKEN, signedFields = fields): Promise<number> {
  const url = `http://127.0.0.1:3000${path}`;
  const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": sign(token, url, signedFields) };
  const response = await handler(new Request(url, { method: "POST", headers, body: new URLSearchParams(fields).toString() }), { params: Promise.resolve({}) });
  return response.status;
}

const status = (n: number, word: string, more: Record<string, string> = {}, grant = 1) =>
  post(postStatus, `/api/twilio/status?r=${campaignId}.${n}.${grant}`, { MessageSid: `SM${n}`, MessageStatus: word, To: `whatsapp:+5841200000${String(n).padStart(2, "0")}`, ...more });

const statuses = async () => (await own.db<{ status: string }[]>`select status from campaign_recipients where campaign_id = ${campaignId} order by n`).map((row) => row.status);

describe("a status callback", () => {
  it("moves a recipient forward, whatever the order and however often it comes", async () => {
    expect(await status(1, "read")).toBe(204);
    await Promise.all([status(1, "delivered"), status(1, "sent"), status(1, "delivered"), status(2, "delivered"), status(2, "delivered")]);
    expect(await statuses()).toEqual(["read", "delivered", "sent", "sent", "sending"]);
    expect(await findCampaignRow(own.ctx, campaignId)).toMatchObject({ read: 1, delivered: 1, sent: 2, sending: 1 });
  });

  it("fails one that was not delivered, with Twilio's code, and opts out who blocked us", async () => {
    await status(3, "undelivered", { ErrorCode: "63024" });
    await status(4, "failed", { ErrorCode: "63014" });
    expect(await own.db`select status, error_code from campaign_recipients where n in (3, 4) order by n`).toEqual([{ status: "failed", error_code: 63024 }, { status: "failed", error_code: 63014 }]);
    expect(await own.db`select source, detail from opt_outs`).toEqual([{ source: "provider", detail: "63014" }]);
  });

  it("settles one whose answer was lost, and that came before its outcome was written", async () => {
    await status(5, "delivered");
    expect(await statuses()).toEqual(["sent", "sent", "sent", "sent", "delivered"]);
    const rows = JSON.stringify([{ c: campaignId, n: 5, g: 1, to: "sent", sid: "SM5", at: 1 }]);
    await own.db`select campaign_record((select id from senders), 'w', ${rows}::text::jsonb, 'S', 10, null, '[]', '[]')`;
    expect((await statuses())[4]).toBe("delivered");
    expect(await own.db`select in_flight from senders`).toMatchObject([{ in_flight: 0 }]);
  });

  it("of an earlier attempt changes nothing", async () => {
    await status(1, "failed", { ErrorCode: "30008" }, 7);
    expect((await statuses())[0]).toBe("sent");
  });

  it("pauses the campaign on an error of the account", async () => {
    await status(1, "failed", { ErrorCode: "63016" });
    expect(await findCampaignRow(own.ctx, campaignId)).toMatchObject({ status: "paused", reason: "provider_account", reasonCode: 63016 });
  });

  it("pauses a campaign once: told again after the campaign was resumed, it changes nothing", async () => {
    await status(1, "failed", { ErrorCode: "63016" });
    await own.db`update campaigns set status = 'sending', reason = null, reason_code = null where id = ${campaignId}`;
    const before = await findCampaignRow(own.ctx, campaignId);
    expect(await status(1, "failed", { ErrorCode: "63016" })).toBe(204);
    expect(await findCampaignRow(own.ctx, campaignId)).toEqual(before);
  });

  it("is refused with a wrong token, and when it is replayed with another field or for another recipient", async () => {
    const path = `/api/twilio/status?r=${campaignId}.1.1`;
    const fields = { MessageSid: "SM1", MessageStatus: "read" };
    expect(await post(postStatus, path, fields, "another")).toBe(403);
    expect(await post(postStatus, path, { ...fields, ErrorCode: "1" }, SIMULATED.TWILIO_AUTH_TOKEN, fields)).toBe(403);
    const url = `http://127.0.0.1:3000${path}`;
    const replayed = new Request(url.replace(".1.1", ".2.1"), {
      method: "POST", body: new URLSearchParams(fields).toString(),
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": sign(SIMULATED.TWILIO_AUTH_TOKEN, url, fields) },
    });
    expect((await postStatus(replayed, { params: Promise.resolve({}) })).status).toBe(403);
    expect(await statuses()).toEqual(["sent", "sent", "sent", "sent", "sending"]);
  });
});

describe("a person's message", () => {
  const inbound = (body: string, token?: string) => post(postInbound, "/api/twilio/inbound", { From: "whatsapp:+584121112233", Body: body }, token);

  it.each(["STOP", "baja", " Salir. ", "CANCELAR", "¡Parar!"])("that says %j opts out", async (body) => {
    expect(await inbound(body)).toBe(200);
    expect(await own.db`select phone, source from opt_outs`).toEqual([{ phone: "+584121112233", source: "inbound" }]);
  });

  it("that says something else does not, nor one that Twilio did not sign", async () => {
    await inbound("¿Cómo salir de la lista?");
    expect(await inbound("STOP", "another")).toBe(403);
    expect(await own.db`select 1 from opt_outs`).toHaveLength(0);
    expect(isStop("no me paren")).toBe(false);
  });
});
