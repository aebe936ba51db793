/** A Messages API on the loopback, as true to Twilio's as the campaigns need it, with faults on demand. */

import http from "node:http";
import type { AddressInfo } from "node:net";
import { CallbackPoster, PLAIN_CALLBACKS } from "./callbacks";
import type { Account, InboundMessage, PostedWebhook } from "./callbacks";
import { between, FaultJudge, NO_FAULTS, seededRandom, twilioError } from "./faults";
import type { FaultName } from "./faults";
import { listMessages, MessageStore, parseCreate, render } from "./messages";
import type {
  ControlCommand,
  CreateLogEntry,
  OutageMode,
  SettingsChange,
  SimulatorSettings,
  TwilioSimulator,
  TwilioSimulatorControl,
  TwilioSimulatorLog,
  TwilioSimulatorOptions,
} from "./types";

export const SIMULATED_ACCOUNT_SID = "AC00000000000000000000000000000001";
export const SIMULATED_AUTH_TOKEN = "simulated-auth-token";
export const SIMULATED_SENDER = "+14155238886";

const MAX_FORM_BYTES = 64 * 1024;

/** Starts the simulator on 127.0.0.1. Rejects when the port is taken. */
export async function startTwilioSimulator(options: TwilioSimulatorOptions = {}): Promise<TwilioSimulator> {
  const simulator = new Simulator(options);
  const port = await simulator.listen(options.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, close: () => simulator.close(), control: simulator, log: simulator };
}

class Simulator implements TwilioSimulatorControl, TwilioSimulatorLog {
  readonly creates: CreateLogEntry[] = [];
  readonly #settings: SimulatorSettings = { faults: { ...NO_FAULTS }, callbacks: { ...PLAIN_CALLBACKS }, listingDelayMs: 0 };
  readonly #account: Account;
  readonly #authorization: string;
  readonly #prefix: string;
  readonly #random: () => number;
  readonly #judge: FaultJudge;
  readonly #store = new MessageStore();
  readonly #callbacks: CallbackPoster;
  readonly #server = http.createServer((request, response) => this.#route(request, response));
  readonly #arrivals: { creates: number; resolve: () => void }[] = [];
  #outage: OutageMode | null = null;
  #outageTimer: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #port = 0;

  constructor(options: TwilioSimulatorOptions) {
    this.#account = {
      accountSid: options.accountSid ?? SIMULATED_ACCOUNT_SID,
      authToken: options.authToken ?? SIMULATED_AUTH_TOKEN,
      sender: `whatsapp:${options.sender ?? SIMULATED_SENDER}`,
    };
    const { accountSid, authToken } = this.#account;
    this.#authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
    this.#prefix = `/2010-04-01/Accounts/${accountSid}/Messages`;
    // A die for each purpose: what is drawn for a delay or a callback, in whatever order, must not move the faults.
    const seed = options.seed ?? 1;
    this.#random = seededRandom(seed + 1);
    this.#judge = new FaultJudge(seededRandom(seed));
    this.#callbacks = new CallbackPoster(this.#account, seed);
    this.configure(options);
  }

  get webhooks(): readonly PostedWebhook[] {
    return this.#callbacks.posted;
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.#port;
  }

  configure(change: SettingsChange): void {
    Object.assign(this.#settings.faults, change.faults);
    Object.assign(this.#settings.callbacks, change.callbacks);
    this.#settings.listingDelayMs = change.listingDelayMs ?? this.#settings.listingDelayMs;
  }

  async outage(mode: OutageMode, forMs?: number): Promise<void> {
    await this.recover();
    this.#outage = mode;
    if (forMs !== undefined) this.#outageTimer = setTimeout(() => void this.recover(), forMs);
    if (mode === "refuse") await this.#stopListening();
  }

  async recover(): Promise<void> {
    clearTimeout(this.#outageTimer);
    const ended = this.#outage;
    this.#outage = null;
    if (ended === "refuse") await this.listen(this.#port);
  }

  postInbound(inbound: InboundMessage): Promise<PostedWebhook> {
    return this.#callbacks.postInbound(inbound);
  }

  async postStatus(sid: string, url: string, status: string, errorCode?: number): Promise<PostedWebhook> {
    const message = this.#store.get(sid);
    if (!message) throw new Error(`no message ${sid}`);
    return this.#callbacks.postStatus(message, url, status, errorCode ?? null);
  }

  settled(): Promise<void> {
    return this.#callbacks.settled();
  }

  clear(): void {
    this.creates.length = 0;
    this.#callbacks.posted.length = 0;
    this.#store.clear();
    this.#judge.clear();
  }

  until(creates: number): Promise<void> {
    if (this.creates.length >= creates) return Promise.resolve();
    return new Promise((resolve) => this.#arrivals.push({ creates, resolve }));
  }

  async close(): Promise<void> {
    clearTimeout(this.#outageTimer);
    this.#callbacks.close();
    await this.#stopListening();
  }

  async #stopListening(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #route(request: http.IncomingMessage, response: http.ServerResponse): void {
    const at = performance.timeOrigin + performance.now();
    const target = request.url ?? "/";
    const mark = target.indexOf("?");
    const path = mark === -1 ? target : target.slice(0, mark);
    if (path === "/__log") return answer(response, 200, JSON.stringify({ creates: this.creates, webhooks: this.webhooks }));
    if (path === "/__control") return readForm(request, response, (body) => void this.#obey(body, response));
    if (request.headers.authorization !== this.#authorization) return refuse(response, 20003);
    if (request.method === "POST" && path === `${this.#prefix}.json`) {
      return readForm(request, response, (body) => this.#create(at, body, response));
    }
    if (this.#outage === "unavailable") return refuse(response, 20503);
    if (request.method === "GET" && path === `${this.#prefix}.json`) {
      return this.#list(new URLSearchParams(mark === -1 ? "" : target.slice(mark)), response);
    }
    const message = this.#store.get(path.slice(this.#prefix.length + 1, -".json".length));
    if (request.method !== "GET" || !path.startsWith(this.#prefix) || !message) return refuse(response, 20404);
    answer(response, 200, JSON.stringify(render(message, this.#account.accountSid)));
  }

  #list(query: URLSearchParams, response: http.ServerResponse): void {
    const listing = listMessages(this.#store, this.#account.accountSid, query, this.#settings.listingDelayMs);
    if (!listing.ok) return refuse(response, listing.code);
    answer(response, 200, listing.body);
  }

  #create(at: number, body: string, response: http.ServerResponse): void {
    const { faults, callbacks } = this.#settings;
    const form = new URLSearchParams(body);
    const entry: CreateLogEntry = {
      at,
      to: form.get("To") ?? "",
      body: form.get("Body") ?? form.get("ContentSid") ?? "",
      sid: null,
      fault: null,
    };
    this.#record(entry);
    this.#inFlight += 1;
    response.once("close", () => (this.#inFlight -= 1));
    if (this.#outage === "unavailable") {
      entry.fault = "outage";
      return refuse(response, 20503);
    }
    const verdict = this.#judge.judge(faults, entry.to, this.#inFlight);
    if (verdict.kind === "error") return this.#fail(entry, verdict.code, response);
    const parsed = parseCreate(form, this.#account.sender);
    if (!parsed.ok) return this.#fail(entry, parsed.code, response);
    const fault = verdict.kind === "fault" ? verdict.fault : null;
    entry.fault = fault;
    if (fault !== null && !fault.endsWith("_after_acceptance")) return this.#later(() => conclude(fault, "", response));
    const message = this.#store.add(parsed.message);
    entry.sid = message.sid;
    const created = JSON.stringify(render(message, this.#account.accountSid));
    this.#callbacks.follow(message, callbacks);
    this.#later(() => conclude(fault, created, response));
  }

  #record(entry: CreateLogEntry): void {
    this.creates.push(entry);
    if (this.#arrivals.length === 0) return;
    const due = this.#arrivals.filter((waiting) => waiting.creates <= this.creates.length);
    for (const waiting of due) {
      this.#arrivals.splice(this.#arrivals.indexOf(waiting), 1);
      waiting.resolve();
    }
  }

  #fail(entry: CreateLogEntry, code: number, response: http.ServerResponse): void {
    entry.fault = `error_${code}`;
    const { retryAfterSeconds } = this.#settings.faults;
    if (code === 20429 && retryAfterSeconds !== null) response.setHeader("Retry-After", String(retryAfterSeconds));
    if (code === 20429) return refuse(response, code);
    this.#later(() => refuse(response, code));
  }

  #later(act: () => void): void {
    const { latencyMs } = this.#settings.faults;
    if (latencyMs[1] === 0) act();
    else setTimeout(act, between(latencyMs, this.#random));
  }

  async #obey(body: string, response: http.ServerResponse): Promise<void> {
    try {
      answer(response, 200, JSON.stringify((await this.#perform(JSON.parse(body) as ControlCommand)) ?? {}));
    } catch (error) {
      answer(response, 400, JSON.stringify({ error: String(error) }));
    }
  }

  async #perform(command: ControlCommand): Promise<unknown> {
    if (command.clear) this.clear();
    this.configure(command);
    if (command.recover) await this.recover();
    // A refusing server cannot be told to recover, and would drop this very request: it must answer before it closes.
    if (command.outage?.mode === "refuse") setTimeout(() => void this.outage("refuse", command.outage?.forMs ?? 1000), 10);
    else if (command.outage) await this.outage(command.outage.mode, command.outage.forMs);
    if (command.inbound) return this.postInbound(command.inbound);
    if (command.status) {
      const { sid, url, status, errorCode } = command.status;
      return this.postStatus(sid, url, status, errorCode);
    }
    if (command.settled) await this.settled();
    return undefined;
  }
}

function conclude(fault: FaultName | null, created: string, response: http.ServerResponse): void {
  if (fault === null) return answer(response, 201, created);
  if (fault === "hang_after_acceptance") return;
  if (fault.startsWith("reset")) response.socket?.resetAndDestroy();
  else refuse(response, 20500);
}

function refuse(response: http.ServerResponse, code: number): void {
  const error = twilioError(code);
  answer(response, error.status, error.body);
}

function answer(response: http.ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

function readForm(request: http.IncomingMessage, response: http.ServerResponse, use: (body: string) => void): void {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
    if (body.length > MAX_FORM_BYTES) request.destroy();
  });
  request.on("end", () => use(body));
  request.on("error", () => response.destroy());
}
