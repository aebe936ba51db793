import http from "node:http";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, SIMULATED_SENDER, startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { createTwilioPort } from "./twilio";
import type { TwilioPort, TwilioPortOptions } from "./twilio";
import { countsForBreaker } from "./twilio-errors";
import type { SendOutcome } from "./twilio-errors";

const TO = "+584141234567";
const TEMPLATE = `HX${"0123456789abcdef".repeat(2)}`;

let simulator: TwilioSimulator;
let opened: TwilioPort[];

beforeEach(async () => {
  opened = [];
  simulator = await startTwilioSimulator({ seed: 7 });
});

afterEach(async () => {
  for (const port of opened) port.close();
  await simulator.close();
});

function openPort(options: Partial<TwilioPortOptions> = {}): TwilioPort {
  const port = createTwilioPort({
    accountSid: SIMULATED_ACCOUNT_SID,
    authToken: SIMULATED_AUTH_TOKEN,
    from: SIMULATED_SENDER,
    apiUrl: simulator.url,
    timeoutMs: 10_000,
    maxConcurrent: 50,
    ...options,
  });
  opened.push(port);
  return port;
}

function sendRefusedWith(code: number): Promise<SendOutcome> {
  simulator.control.configure({ faults: { errorBySuffix: { [TO]: code } } });
  return openPort().send({ to: TO, body: "Hola" });
}

/** A server that gives every request the same answer. */
async function answering(answer: (response: http.ServerResponse) => void): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((request, response) => request.resume().on("end", () => answer(response)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => void (server.close(), server.closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function sendTo(answer: (response: http.ServerResponse) => void): Promise<SendOutcome> {
  const server = await answering(answer);
  const outcome = await openPort({ apiUrl: server.url }).send({ to: TO, body: "Hola" });
  server.close();
  return outcome;
}

describe("a message that Twilio takes", () => {
  it("is accepted with its sid and first status", async () => {
    const outcome = await openPort().send({ to: TO, body: "Hola ñ & más" });
    expect(outcome).toEqual({ kind: "accepted", sid: simulator.log.creates[0]?.sid, status: "queued" });
    expect(simulator.log.creates).toMatchObject([{ to: `whatsapp:${TO}`, body: "Hola ñ & más", fault: null }]);
    expect(countsForBreaker(outcome)).toBe(false);
  });

  it("may be a template with variables", async () => {
    const outcome = await openPort().send({ to: TO, contentSid: TEMPLATE, contentVariables: { 1: "Ana" } });
    expect(outcome.kind).toBe("accepted");
  });

  it("may name the channel in its numbers already", async () => {
    const port = openPort({ from: `whatsapp:${SIMULATED_SENDER}` });
    expect((await port.send({ to: `whatsapp:${TO}`, body: "Hola" })).kind).toBe("accepted");
    expect(simulator.log.creates[0]?.to).toBe(`whatsapp:${TO}`);
  });

  it("is one request each among 200 at once, over no more sockets than allowed", async () => {
    simulator.control.configure({ faults: { maxConcurrent: 5, latencyMs: [1, 3] } });
    const port = openPort({ maxConcurrent: 5 });
    const numbers = Array.from({ length: 200 }, (_, index) => `+58414${String(index).padStart(7, "0")}`);
    const outcomes = await Promise.all(numbers.map((to) => port.send({ to, body: "Hola" })));
    expect(outcomes.every((outcome) => outcome.kind === "accepted")).toBe(true);
    expect(new Set(simulator.log.creates.map((entry) => entry.to)).size).toBe(200);
    expect(simulator.log.creates).toHaveLength(200);
  });
});

describe("a refusal", () => {
  it.each([30001, 30003, 30008, 30500, 63017])("with %i is for a retry", async (code) => {
    expect(await sendRefusedWith(code)).toEqual({ kind: "retry", code });
  });

  it("counts for the breaker when it is Twilio's own trouble, not when it is the recipient's", async () => {
    expect(countsForBreaker(await sendRefusedWith(30500))).toBe(true);
    expect(countsForBreaker(await sendRefusedWith(30003))).toBe(false);
  });

  it.each([21611, 63018, 63038])("with %i pauses the campaign, though it comes as a 429", async (code) => {
    expect(await sendRefusedWith(code)).toEqual({ kind: "pause_campaign", code });
  });

  it.each([20003, 63007, 63016, 63027, 63028, 63062])("with %i stops the campaign", async (code) => {
    expect(await sendRefusedWith(code)).toEqual({ kind: "stop_campaign", code });
  });

  it.each([21211, 21614, 21635, 21408, 63003, 63024, 30005, 30006])("with %i is final for the recipient", async (code) => {
    const outcome = await sendRefusedWith(code);
    expect(outcome).toMatchObject({ kind: "rejected", class: "permanent", code });
    expect(countsForBreaker(outcome)).toBe(false);
  });

  it.each([21610, 63014, 30004])("with %i suppresses the recipient", async (code) => {
    expect(await sendRefusedWith(code)).toMatchObject({ kind: "rejected", class: "suppress", code });
  });

  it.each([63049, 63032])("with %i is withheld by Meta", async (code) => {
    expect(await sendRefusedWith(code)).toMatchObject({ kind: "rejected", class: "withheld", code });
  });

  it("with a code that has no rule is final for the recipient", async () => {
    expect(await sendRefusedWith(21699)).toMatchObject({ kind: "rejected", class: "permanent", code: 21699 });
  });

  it("of a body over 1,600 characters is final, with Twilio's text", async () => {
    const outcome = await openPort().send({ to: TO, body: "x".repeat(1601) });
    expect(outcome).toMatchObject({ kind: "rejected", class: "permanent", code: 21617, message: expect.stringContaining("1600") });
  });

  it("for wrong credentials stops the campaign", async () => {
    expect(await openPort({ authToken: "another" }).send({ to: TO, body: "Hola" })).toEqual({ kind: "stop_campaign", code: 20003 });
  });

  it("for an unknown account without a readable body stops the campaign with the HTTP status", async () => {
    const outcome = await sendTo((response) => response.writeHead(404).end("<html>"));
    expect(outcome).toEqual({ kind: "stop_campaign", code: 404 });
  });

  it("never carries the auth token, even when the provider repeats it", async () => {
    const outcome = await sendTo((response) => {
      response.writeHead(400).end(JSON.stringify({ code: 21211, message: `bad ${SIMULATED_AUTH_TOKEN}`, status: 400 }));
    });
    expect(outcome).toEqual({ kind: "rejected", class: "permanent", code: 21211, message: "bad [redacted]" });
  });
});

describe("a 429", () => {
  it("is throttled, carries Retry-After, is not repeated and does not count for the breaker", async () => {
    simulator.control.configure({ faults: { errorBySuffix: { [TO]: 20429 }, retryAfterSeconds: 3 } });
    const outcome = await openPort().send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "throttled", retryAfterMs: 3000 });
    expect(simulator.log.creates).toHaveLength(1);
    expect(countsForBreaker(outcome)).toBe(false);
  });

  it("without a body or Retry-After is throttled too", async () => {
    expect(await sendTo((response) => response.writeHead(429).end())).toEqual({ kind: "throttled" });
  });
});

describe("an answer that leaves the message unknown", () => {
  it.each(["server_error", "server_error_after_acceptance"] as const)("is a 5xx (%s)", async (fault) => {
    simulator.control.configure({ faults: { faultBySuffix: { [TO]: fault } } });
    const outcome = await openPort().send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "unknown", reason: "server_error" });
    expect(countsForBreaker(outcome)).toBe(true);
    expect(simulator.log.creates).toHaveLength(1);
  });

  it("is a 5xx whatever code it carries", async () => {
    const outcome = await sendTo((response) => response.writeHead(500).end(JSON.stringify({ code: 21211, message: "", status: 400 })));
    expect(outcome).toEqual({ kind: "unknown", reason: "server_error" });
  });

  it("is a 20500 under any status", async () => {
    const outcome = await sendTo((response) => response.writeHead(400).end(JSON.stringify({ code: 20500, message: "", status: 400 })));
    expect(outcome).toEqual({ kind: "unknown", reason: "server_error" });
  });

  it.each(["{", "null", "{}", ""])("is a 201 holding %j", async (body) => {
    const outcome = await sendTo((response) => response.writeHead(201).end(body));
    expect(outcome).toEqual({ kind: "unknown", reason: "unreadable_answer" });
  });

  it("is a redirect, which is not followed", async () => {
    const outcome = await sendTo((response) => response.writeHead(307, { Location: simulator.url }).end());
    expect(outcome).toEqual({ kind: "unknown", reason: "unreadable_answer" });
    expect(simulator.log.creates).toHaveLength(0);
  });

  it("is one cut off within its body", async () => {
    const outcome = await sendTo((response) => {
      response.writeHead(201, { "Content-Length": 100 });
      response.write('{"sid":"SM1"', () => response.socket?.resetAndDestroy());
    });
    expect(outcome).toEqual({ kind: "unknown", reason: "reset" });
  });
});

describe("an answer that never comes", () => {
  it.each(["reset_before_acceptance", "reset_after_acceptance"] as const)("is unknown after a %s, and asked for once", async (fault) => {
    simulator.control.configure({ faults: { faultBySuffix: { [TO]: fault } } });
    const outcome = await openPort().send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "unknown", reason: "reset" });
    expect(countsForBreaker(outcome)).toBe(true);
    expect(simulator.log.creates).toMatchObject([{ fault }]);
  });

  it("is not asked for again when a kept-alive socket dies under the request", async () => {
    simulator.control.configure({ faults: { faultBySuffix: { [TO]: "reset_after_acceptance" } } });
    const port = openPort({ maxConcurrent: 1 });
    for (let round = 0; round < 20; round += 1) {
      expect((await port.send({ to: "+584140000000", body: `warm ${round}` })).kind).toBe("accepted");
      expect(await port.send({ to: TO, body: `lost ${round}` })).toEqual({ kind: "unknown", reason: "reset" });
    }
    const bodies = simulator.log.creates.map((entry) => entry.body);
    expect(bodies).toHaveLength(40);
    expect(new Set(bodies).size).toBe(40);
  });

  it("is unknown after the deadline, though Twilio took the message", async () => {
    simulator.control.configure({ faults: { faultBySuffix: { [TO]: "hang_after_acceptance" } } });
    const outcome = await openPort({ timeoutMs: 150 }).send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "unknown", reason: "timeout" });
    expect(countsForBreaker(outcome)).toBe(true);
    expect(simulator.log.creates).toMatchObject([{ sid: expect.any(String), fault: "hang_after_acceptance" }]);
  });

  it("is unknown when we break it off after the request was written, and no matter for the breaker", async () => {
    simulator.control.configure({ faults: { faultBySuffix: { [TO]: "hang_after_acceptance" } } });
    const controller = new AbortController();
    const sending = openPort().send({ to: TO, body: "Hola", signal: controller.signal });
    await simulator.log.until(1);
    controller.abort();
    const outcome = await sending;
    expect(outcome).toEqual({ kind: "unknown", reason: "aborted" });
    expect(countsForBreaker(outcome)).toBe(false);
  });
});

describe("a request that never left", () => {
  it("is not sent when the connection is refused", async () => {
    await simulator.control.outage("refuse");
    const outcome = await openPort().send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "not_sent", reason: "refused" });
    expect(countsForBreaker(outcome)).toBe(true);
    await simulator.control.recover();
    expect((await openPort().send({ to: TO, body: "Hola" })).kind).toBe("accepted");
  });

  it("is not sent when the name does not resolve", async () => {
    const outcome = await openPort({ apiUrl: "https://twilio.invalid" }).send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "not_sent", reason: "dns" });
  });

  it("is not sent when TLS cannot be spoken", async () => {
    const outcome = await openPort({ apiUrl: simulator.url.replace("http:", "https:") }).send({ to: TO, body: "Hola" });
    expect(outcome).toEqual({ kind: "not_sent", reason: "tls" });
    expect(simulator.log.creates).toHaveLength(0);
  });

  it("is not sent when the deadline falls before the handshake ends", async () => {
    const silent = net.createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const apiUrl = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const outcome = await openPort({ apiUrl, timeoutMs: 100 }).send({ to: TO, body: "Hola" });
    silent.close();
    expect(outcome).toEqual({ kind: "not_sent", reason: "timeout" });
  });

  it("is not sent when it was broken off before, or while it waited for a socket", async () => {
    simulator.control.configure({ faults: { faultBySuffix: { [TO]: "hang_after_acceptance" } } });
    const port = openPort({ maxConcurrent: 1 });
    expect(await port.send({ to: TO, body: "before", signal: AbortSignal.abort() })).toEqual({ kind: "not_sent", reason: "aborted" });
    const first = new AbortController();
    const second = new AbortController();
    const hanging = port.send({ to: TO, body: "first", signal: first.signal });
    await simulator.log.until(1);
    const waiting = port.send({ to: TO, body: "second", signal: second.signal });
    second.abort();
    expect(await waiting).toEqual({ kind: "not_sent", reason: "aborted" });
    first.abort();
    expect(await hanging).toEqual({ kind: "unknown", reason: "aborted" });
    expect(simulator.log.creates.map((entry) => entry.body)).toEqual(["first"]);
  });
});

describe("the address of the API", () => {
  it.each(["http://api.example.com", "ftp://127.0.0.1", "http://127.0.0.1.example.com"])("may not be %s", (apiUrl) => {
    expect(() => openPort({ apiUrl })).toThrow(TypeError);
  });
});
