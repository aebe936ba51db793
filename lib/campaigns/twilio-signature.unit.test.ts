import http from "node:http";
import type { AddressInfo } from "node:net";
import twilio from "twilio";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, SIMULATED_SENDER, startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { createTwilioPort } from "./twilio";
import type { TwilioPort } from "./twilio";
import { readWebhookFields, validateSignature } from "./twilio-signature";

const TO = "+584141234567";

interface Received {
  url: string;
  body: string;
  signature: string;
}

let simulator: TwilioSimulator;
let port: TwilioPort;
let receiver: http.Server;
let origin: string;
let received: Received[];

beforeEach(async () => {
  received = [];
  receiver = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ url: `${origin}${request.url}`, body, signature: String(request.headers["x-twilio-signature"]) });
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  simulator = await startTwilioSimulator();
  port = createTwilioPort({
    accountSid: SIMULATED_ACCOUNT_SID,
    authToken: SIMULATED_AUTH_TOKEN,
    from: SIMULATED_SENDER,
    apiUrl: simulator.url,
    timeoutMs: 10_000,
    maxConcurrent: 5,
  });
});

afterEach(async () => {
  port.close();
  await simulator.close();
  receiver.closeAllConnections();
  receiver.close();
});

function isValid(webhook: Received): boolean {
  return validateSignature(SIMULATED_AUTH_TOKEN, webhook.url, readWebhookFields(webhook.body), webhook.signature);
}

async function receiveOne(): Promise<Received> {
  await simulator.control.postInbound({ url: `${origin}/inbound?a=1&b=%C3%B1`, from: TO, body: "BAJA ñ + &" });
  return received[0]!;
}

function changed(webhook: Received, change: (fields: URLSearchParams) => void): Received {
  const fields = new URLSearchParams(webhook.body);
  change(fields);
  return { ...webhook, body: fields.toString() };
}

/** Statuses of a message in the order in which they were received. */
function statuses(): (string | string[] | undefined)[] {
  return received.map((webhook) => readWebhookFields(webhook.body).MessageStatus);
}

it("a callback of each status is signed over all of its fields, unknown ones too", async () => {
  simulator.control.configure({ callbacks: { readRate: 1 } });
  await port.send({ to: TO, body: "Hola", statusCallback: `${origin}/status?recipient=7` });
  await simulator.control.settled();
  expect(statuses()).toEqual(["sent", "delivered", "read"]);
  expect(received.every(isValid)).toBe(true);
  expect(readWebhookFields(received[0]!.body)).toMatchObject({ FieldAddedLater: "año & más", To: `whatsapp:${TO}` });
});

it("an inbound message is signed, with its text as it was written", async () => {
  const webhook = await receiveOne();
  expect(isValid(webhook)).toBe(true);
  expect(readWebhookFields(webhook.body)).toMatchObject({ Body: "BAJA ñ + &", From: `whatsapp:${TO}` });
});

it("the same text posted twice is two messages", async () => {
  await receiveOne();
  await receiveOne();
  const sids = received.map((webhook) => readWebhookFields(webhook.body).MessageSid);
  expect(sids[0]).not.toBe(sids[1]);
});

it("a field that came twice counts with both of its values", () => {
  const fields = readWebhookFields("Media=b&Media=a&__proto__=x");
  expect(Object.entries(fields)).toEqual([["Media", ["b", "a"]], ["__proto__", "x"]]);
  const url = "https://isp.example/inbound";
  const signature = twilio.getExpectedTwilioSignature(SIMULATED_AUTH_TOKEN, url, fields);
  expect(validateSignature(SIMULATED_AUTH_TOKEN, url, fields, signature)).toBe(true);
  expect(validateSignature(SIMULATED_AUTH_TOKEN, url, readWebhookFields("Media=b&Media=a"), signature)).toBe(false);
});

it.each<[string, (webhook: Received) => Received]>([
  ["a changed field", (webhook) => changed(webhook, (fields) => fields.set("From", "whatsapp:+584140000000"))],
  ["a dropped unknown field", (webhook) => changed(webhook, (fields) => fields.delete("ReferralNumMedia"))],
  ["an added field", (webhook) => changed(webhook, (fields) => fields.append("ErrorCode", "63016"))],
  ["another query", (webhook) => ({ ...webhook, url: webhook.url.replace("a=1", "a=2") })],
  ["another path", (webhook) => ({ ...webhook, url: webhook.url.replace("/inbound", "/status") })],
  ["no signature", (webhook) => ({ ...webhook, signature: "" })],
  ["half a signature", (webhook) => ({ ...webhook, signature: webhook.signature.slice(0, 10) })],
  ["no address", (webhook) => ({ ...webhook, url: "" })],
])("%s is refused", async (_, change) => {
  expect(isValid(change(await receiveOne()))).toBe(false);
});

it("another token's signature is refused", async () => {
  await simulator.control.postInbound({ url: `${origin}/inbound`, from: TO, body: "STOP", signWith: "another" });
  expect(isValid(received[0]!)).toBe(false);
});

it("callbacks can come twice, in reverse, and late", async () => {
  simulator.control.configure({ callbacks: { duplicateRate: 1, reverseRate: 1 } });
  await port.send({ to: TO, body: "Hola", statusCallback: `${origin}/status` });
  await simulator.control.settled();
  expect(statuses()).toEqual(["delivered", "delivered", "sent", "sent"]);
  simulator.control.configure({ callbacks: { duplicateRate: 0, reverseRate: 0, lateRate: 1, lateMs: 1 } });
  await port.send({ to: TO, body: "Hola", statusCallback: `${origin}/status` });
  await simulator.control.settled();
  expect(statuses().slice(4).sort()).toEqual(["delivered", "sent"]);
  expect(received.every(isValid)).toBe(true);
});

it("free text outside the 24 h window fails with 63016, and goes through once the person wrote", async () => {
  simulator.control.configure({ callbacks: { enforceWindow: true } });
  await port.send({ to: TO, body: "Hola", statusCallback: `${origin}/status` });
  await simulator.control.settled();
  expect(readWebhookFields(received[0]!.body)).toMatchObject({ MessageStatus: "failed", ErrorCode: "63016" });
  await simulator.control.postInbound({ url: `${origin}/inbound`, from: TO, body: "Hola" });
  await port.send({ to: TO, body: "Hola", statusCallback: `${origin}/status` });
  await simulator.control.settled();
  expect(statuses().slice(2)).toEqual(["sent", "delivered"]);
});

it("a status posted by hand is signed like any other", async () => {
  await port.send({ to: TO, body: "Hola" });
  await simulator.control.postStatus(simulator.log.creates[0]!.sid!, `${origin}/status`, "undelivered", 63024);
  expect(readWebhookFields(received[0]!.body)).toMatchObject({ MessageStatus: "undelivered", ErrorCode: "63024" });
  expect(isValid(received[0]!)).toBe(true);
  expect(simulator.log.webhooks).toMatchObject([{ responseStatus: 200, responseBody: "ok" }]);
});
