import { afterEach, beforeEach, expect, it } from "vitest";
import { SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, SIMULATED_SENDER, startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { createTwilioPort } from "./twilio";
import type { TwilioPort } from "./twilio";

const TO = "+584141234567";
const TEMPLATE = `HX${"0123456789abcdef".repeat(2)}`;

let simulator: TwilioSimulator;
let port: TwilioPort;
let sentAfter: Date;

beforeEach(async () => {
  simulator = await startTwilioSimulator();
  port = createTwilioPort({
    accountSid: SIMULATED_ACCOUNT_SID,
    authToken: SIMULATED_AUTH_TOKEN,
    from: SIMULATED_SENDER,
    apiUrl: simulator.url,
    timeoutMs: 10_000,
    maxConcurrent: 20,
  });
  sentAfter = new Date();
});

afterEach(async () => {
  port.close();
  await simulator.close();
});

it("finds the message whose answer was lost", async () => {
  simulator.control.configure({ faults: { faultBySuffix: { [TO]: "reset_after_acceptance" } } });
  expect((await port.send({ to: TO, body: "Hola" })).kind).toBe("unknown");
  await simulator.control.settled();
  const found = await port.findMessage({ to: TO, from: SIMULATED_SENDER, sentAfter, body: "Hola" });
  expect(found).toEqual({ kind: "found", sid: simulator.log.creates[0]?.sid, status: "delivered", errorCode: null });
});

it("finds a message that is still queued and so has no date of sending", async () => {
  simulator.control.configure({ callbacks: { stepMs: [3_600_000, 3_600_000] } });
  await port.send({ to: TO, body: "Hola" });
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola" })).toMatchObject({ kind: "found", status: "queued" });
});

it("tells the error of a message that failed", async () => {
  simulator.control.configure({ callbacks: { errorBySuffix: { [TO]: 63016 } } });
  await port.send({ to: TO, body: "Hola" });
  await simulator.control.settled();
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola" })).toMatchObject({ status: "failed", errorCode: 63016 });
});

it("says absent when nothing was taken", async () => {
  simulator.control.configure({ faults: { faultBySuffix: { [TO]: "reset_before_acceptance" } } });
  await port.send({ to: TO, body: "Hola" });
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola" })).toEqual({ kind: "absent" });
});

it("says absent of another text, another person and another sender", async () => {
  await port.send({ to: TO, body: "Hola" });
  expect(await port.findMessage({ to: TO, sentAfter, body: "Adiós" })).toEqual({ kind: "absent" });
  expect(await port.findMessage({ to: "+584140000000", sentAfter, body: "Hola" })).toEqual({ kind: "absent" });
  expect(await port.findMessage({ to: TO, from: "+15550001111", sentAfter, body: "Hola" })).toEqual({ kind: "absent" });
});

it("knows its text through changed line ends and outer space", async () => {
  await port.send({ to: TO, body: "Hola\r\nAna " });
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola\nAna" })).toMatchObject({ kind: "found" });
});

it("leaves out what was created well before the attempt", async () => {
  await port.send({ to: TO, body: "Hola" });
  const later = new Date(sentAfter.getTime() + 120_000);
  expect(await port.findMessage({ to: TO, sentAfter: later, body: "Hola" })).toEqual({ kind: "absent" });
});

it("leaves out messages that belong to other attempts", async () => {
  await port.send({ to: TO, body: "Hola" });
  const exclude = new Set(simulator.log.creates.map((entry) => entry.sid ?? ""));
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola", exclude })).toEqual({ kind: "absent" });
});

it("takes any message in the time of a template, whose text Twilio writes", async () => {
  await port.send({ to: TO, contentSid: TEMPLATE, contentVariables: { 1: "Ana" } });
  expect(await port.findMessage({ to: TO, sentAfter })).toMatchObject({ kind: "found" });
});

it("says absent of a message that is not listed yet", async () => {
  simulator.control.configure({ listingDelayMs: 3_600_000 });
  await port.send({ to: TO, body: "Hola" });
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola" })).toEqual({ kind: "absent" });
});

it("reads the listing to its end", { timeout: 60_000 }, async () => {
  await port.send({ to: TO, body: "the first" });
  await Promise.all(Array.from({ length: 1000 }, () => port.send({ to: TO, body: "another" })));
  const found = await port.findMessage({ to: TO, sentAfter, body: "the first" });
  expect(found).toMatchObject({ kind: "found", sid: simulator.log.creates[0]?.sid });
});

it("is unavailable, never absent, when the provider cannot be asked", async () => {
  await simulator.control.outage("unavailable");
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola" })).toEqual({ kind: "unavailable" });
  await simulator.control.outage("refuse");
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola" })).toEqual({ kind: "unavailable" });
  await simulator.control.recover();
  const signal = AbortSignal.abort();
  expect(await port.findMessage({ to: TO, sentAfter, body: "Hola", signal })).toEqual({ kind: "unavailable" });
});
