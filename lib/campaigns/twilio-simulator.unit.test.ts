import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, SIMULATED_SENDER, startTwilioSimulator } from "@/e2e/simulators/twilio/server";
import type { ControlCommand, CreateLogEntry, TwilioSimulator } from "@/e2e/simulators/twilio/types";
import { TwilioHttpClient } from "./twilio-http-client";

const FROM = `whatsapp:${SIMULATED_SENDER}`;
const numbered = (index: number): string => `whatsapp:+58414${String(index).padStart(7, "0")}`;

function libraryFor(apiUrl: string): twilio.Twilio {
  const httpClient = new TwilioHttpClient({ apiUrl, timeoutMs: 10_000, maxConcurrent: 100 });
  return twilio(SIMULATED_ACCOUNT_SID, SIMULATED_AUTH_TOKEN, { httpClient });
}

describe("in this process", () => {
  let simulator: TwilioSimulator;
  let library: twilio.Twilio;

  beforeEach(async () => {
    simulator = await startTwilioSimulator();
    library = libraryFor(simulator.url);
  });

  afterEach(() => simulator.close());

  /** What became of a seeded series of requests. */
  async function series(seed: number): Promise<(string | null)[]> {
    const seeded = await startTwilioSimulator({ seed, faults: { rates: { server_error: 0.2, reset_after_acceptance: 0.2 } } });
    const seededLibrary = libraryFor(seeded.url);
    for (let index = 0; index < 30; index += 1) {
      await seededLibrary.messages.create({ to: numbered(index), from: FROM, body: "Hola" }).catch(() => undefined);
    }
    await seeded.close();
    return seeded.log.creates.map((entry) => entry.fault);
  }

  it("the same seed gives the same faults, another seed others", async () => {
    const first = await series(3);
    expect(await series(3)).toEqual(first);
    expect(await series(4)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([null, "server_error", "reset_after_acceptance"]));
  });

  it("errors have Twilio's form", async () => {
    const failing = library.messages.create({ to: "whatsapp:123", from: FROM, body: "Hola" });
    await expect(failing).rejects.toMatchObject({ status: 400, code: 21211, moreInfo: "https://www.twilio.com/docs/errors/21211" });
  });

  it.each([
    [{ to: numbered(1), from: FROM }, 21602],
    [{ to: numbered(1), body: "Hola" }, 21603],
    [{ to: numbered(1), from: "whatsapp:+15550001111", body: "Hola" }, 63007],
    [{ to: numbered(1), from: FROM, body: "Hola", statusCallback: "nowhere" }, 21609],
    [{ to: numbered(1), from: FROM, contentSid: "HX1" }, 21655],
    [{ to: numbered(1), from: FROM, contentSid: `HX${"0".repeat(32)}`, contentVariables: "[" }, 21656],
  ])("the request %j is refused with %i", async (request, code) => {
    await expect(library.messages.create(request)).rejects.toMatchObject({ code });
    expect(simulator.log.creates).toMatchObject([{ sid: null, fault: `error_${code}` }]);
  });

  it("more at once than the limit are answered 429, and are not taken", async () => {
    simulator.control.configure({ faults: { maxConcurrent: 3, faultBySuffix: { "": "hang_after_acceptance" } } });
    const hanging = [1, 2, 3].map((index) => library.messages.create({ to: numbered(index), from: FROM, body: "Hola" }).catch(() => undefined));
    await simulator.log.until(3);
    const fourth = library.messages.create({ to: numbered(4), from: FROM, body: "Hola" });
    await expect(fourth).rejects.toMatchObject({ status: 429, code: 20429 });
    expect(simulator.log.creates.at(-1)).toMatchObject({ sid: null, fault: "error_20429" });
    await simulator.control.outage("refuse");
    await Promise.all(hanging);
  });

  it("a number's fault can end after some requests", async () => {
    simulator.control.configure({ faults: { errorBySuffix: { "0001": 63017 }, suffixTimes: 1 } });
    const send = (): Promise<unknown> => library.messages.create({ to: numbered(1), from: FROM, body: "Hola" });
    await expect(send()).rejects.toMatchObject({ code: 63017 });
    await expect(send()).resolves.toMatchObject({ status: "queued" });
  });

  it("a message is fetched by its sid", async () => {
    const created = await library.messages.create({ to: numbered(1), messagingServiceSid: "MG1", body: "Hola" });
    expect(created.status).toBe("accepted");
    await simulator.control.settled();
    expect(await library.messages(created.sid).fetch()).toMatchObject({ sid: created.sid, status: "delivered", body: "Hola" });
    await expect(library.messages("SM0").fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it("the listing pages through everything once, newest first", async () => {
    for (let index = 0; index < 7; index += 1) await library.messages.create({ to: numbered(1), from: FROM, body: `${index}` });
    const listed = await library.messages.list({ to: numbered(1), from: FROM, pageSize: 3 });
    expect(listed.map((message) => message.body)).toEqual(["6", "5", "4", "3", "2", "1", "0"]);
    const tooMany = library.messages.page({ pageSize: 1001 });
    await expect(tooMany).rejects.toMatchObject({ status: 400 });
  });

  it("the listing filters by the time of sending, and so not at all what is queued", async () => {
    await library.messages.create({ to: numbered(1), from: FROM, body: "sent" });
    await simulator.control.settled();
    simulator.control.configure({ callbacks: { stepMs: [3_600_000, 3_600_000] } });
    await library.messages.create({ to: numbered(1), from: FROM, body: "queued" });
    const bodies = async (filter: { dateSent?: Date; dateSentAfter?: Date; dateSentBefore?: Date }): Promise<string[]> =>
      (await library.messages.list(filter)).map((message) => message.body);
    const hourAgo = new Date(Date.now() - 3_600_000);
    const inAnHour = new Date(Date.now() + 3_600_000);
    expect(await bodies({})).toEqual(["queued", "sent"]);
    expect(await bodies({ dateSentAfter: hourAgo, dateSentBefore: inAnHour })).toEqual(["sent"]);
    expect(await bodies({ dateSentAfter: inAnHour })).toEqual([]);
    expect(await bodies({ dateSentBefore: hourAgo })).toEqual([]);
    expect(await bodies({ dateSent: new Date(0) })).toEqual([]);
  });
});

describe("as a process", () => {
  let child: ChildProcess;
  let url: string;

  beforeEach(async () => {
    child = spawn(process.execPath, ["--import", "tsx", "e2e/simulators/twilio/main.ts"], {
      env: { ...process.env, PORT: "0", TWILIO_ACCOUNT_SID: SIMULATED_ACCOUNT_SID, TWILIO_AUTH_TOKEN: SIMULATED_AUTH_TOKEN },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout! })) {
      url = line.replace("twilio simulator ready ", "");
      break;
    }
  });

  afterEach(() => {
    child.kill("SIGKILL");
  });

  async function control(command: ControlCommand): Promise<unknown> {
    const response = await fetch(`${url}/__control`, { method: "POST", body: JSON.stringify(command) });
    return response.json();
  }

  it("is told its faults, gives its log, and ends on SIGTERM", async () => {
    await control({ faults: { errorBySuffix: { "0001": 21211 } } });
    const library = libraryFor(url);
    await library.messages.create({ to: numbered(1), from: FROM, body: "Hola" }).catch(() => undefined);
    await library.messages.create({ to: numbered(2), from: FROM, body: "Hola" });
    const log = (await (await fetch(`${url}/__log`)).json()) as { creates: CreateLogEntry[] };
    expect(log.creates).toMatchObject([
      { to: numbered(1), fault: "error_21211", sid: null },
      { to: numbered(2), fault: null, sid: expect.stringMatching(/^SM[0-9a-f]{32}$/) },
    ]);
    expect(log.creates[0]!.at).toBeLessThanOrEqual(log.creates[1]!.at);
    expect(await control({ status: { sid: "SM0", url, status: "sent" } })).toEqual({ error: "Error: no message SM0" });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
  });
});
