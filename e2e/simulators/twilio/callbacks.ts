/** What Twilio posts to us: status callbacks and inbound messages, signed over every field. */

import { createHmac } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { between, bySuffix, seededRandom } from "./faults";
import type { StoredMessage } from "./messages";

/** How a message moves on after it was accepted, and how that is told. Milliseconds; rates are 0 to 1. */
export interface CallbackOptions {
  /** Time from one status to the next. */
  stepMs: readonly [number, number];
  /** How many of the delivered are also read. */
  readRate: number;
  /** How many end `undelivered` with 63024. */
  undeliveredRate: number;
  /** A number ending in the key ends `failed` with this code (`undelivered` for 63024 and the 30000s). */
  errorBySuffix: Record<string, number>;
  /** How many callbacks are posted twice. */
  duplicateRate: number;
  /** How many messages have their callbacks posted in reverse, all at the end. */
  reverseRate: number;
  /** How many callbacks come later by `lateMs`. */
  lateRate: number;
  lateMs: number;
  /** Free text to a number that did not write in the last 24 h ends `failed` with 63016. */
  enforceWindow: boolean;
}

export const PLAIN_CALLBACKS: CallbackOptions = {
  stepMs: [0, 0],
  readRate: 0,
  undeliveredRate: 0,
  errorBySuffix: {},
  duplicateRate: 0,
  reverseRate: 0,
  lateRate: 0,
  lateMs: 0,
  enforceWindow: false,
};

/** A form posted to a webhook and its answer; `responseStatus` 0 when none came. */
export interface PostedWebhook {
  /** Epoch milliseconds when it was posted. */
  at: number;
  url: string;
  fields: Record<string, string>;
  responseStatus: number;
  responseBody: string;
}

/** A webhook to post: `signWith` signs with another token, as an impostor would. */
export interface InboundMessage {
  url: string;
  /** E.164 number of the person who writes. */
  from: string;
  body: string;
  signWith?: string;
}

/** Sender's identity in everything that is posted. */
export interface Account {
  accountSid: string;
  authToken: string;
  /** `whatsapp:+…` address of the business. */
  sender: string;
}

interface Step {
  status: string;
  errorCode: number | null;
}

const WINDOW_MS = 24 * 60 * 60 * 1000;

/** base64(HMAC-SHA1(token, URL + each key and value in key order)): https://www.twilio.com/docs/usage/security */
export function sign(authToken: string, url: string, fields: Record<string, string>): string {
  let text = url;
  for (const key of Object.keys(fields).sort()) text += key + fields[key];
  return createHmac("sha1", authToken).update(text, "utf8").digest("base64");
}

/** Moves messages through their statuses and posts what Twilio would post. */
export class CallbackPoster {
  readonly posted: PostedWebhook[] = [];
  readonly #lastInbound = new Map<string, number>();
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
  readonly #secureAgent = new https.Agent({ keepAlive: true, maxSockets: 50 });
  readonly #timers = new Set<NodeJS.Timeout>();
  #pending = 0;
  #followed = 0;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly account: Account,
    private readonly seed: number,
  ) {}

  /** Starts the life of an accepted message under the options of this moment; its die is its own, by order of acceptance. */
  follow(message: StoredMessage, options: CallbackOptions): void {
    const random = seededRandom(this.seed + Math.imul(++this.#followed, 0x9e3779b1));
    this.#run(() => this.#live(message, { ...options }, random));
  }

  /** Posts one status callback of a message. */
  postStatus(message: StoredMessage, url: string, status: string, errorCode: number | null): Promise<PostedWebhook> {
    return this.#post(url, this.#statusFields(message, { status, errorCode }), this.account.authToken);
  }

  /** Posts a person's message; it opens the 24 h window. */
  postInbound(inbound: InboundMessage): Promise<PostedWebhook> {
    const from = `whatsapp:${inbound.from}`;
    const sid = `SM${createHmac("md5", "inbound").update(`${from}${this.posted.length}`).digest("hex")}`;
    this.#lastInbound.set(from, Date.now());
    const fields = {
      SmsMessageSid: sid,
      NumMedia: "0",
      ProfileName: "Ana",
      MessageType: "text",
      SmsSid: sid,
      WaId: inbound.from.slice(1),
      SmsStatus: "received",
      Body: inbound.body,
      To: this.account.sender,
      NumSegments: "1",
      ReferralNumMedia: "0",
      MessageSid: sid,
      AccountSid: this.account.accountSid,
      From: from,
      ApiVersion: "2010-04-01",
    };
    return this.#post(inbound.url, fields, inbound.signWith ?? this.account.authToken);
  }

  /** Resolves when every status has been reached and every callback answered. */
  settled(): Promise<void> {
    return this.#pending === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }

  #plan(message: StoredMessage, options: CallbackOptions, random: () => number): Step[] {
    const outsideWindow = options.enforceWindow && !message.template && !this.#windowIsOpen(message.to);
    const code = outsideWindow ? 63016 : bySuffix(options.errorBySuffix, message.to);
    const ok = (status: string): Step => ({ status, errorCode: null });
    if (code !== undefined) {
      const undelivered = code === 63024 || (code >= 30000 && code < 40000);
      return undelivered ? [ok("sent"), { status: "undelivered", errorCode: code }] : [{ status: "failed", errorCode: code }];
    }
    if (random() < options.undeliveredRate) return [ok("sent"), { status: "undelivered", errorCode: 63024 }];
    const steps = [ok("sent"), ok("delivered")];
    return random() < options.readRate ? [...steps, ok("read")] : steps;
  }

  #windowIsOpen(to: string): boolean {
    return Date.now() - (this.#lastInbound.get(to) ?? 0) < WINDOW_MS;
  }

  async #live(message: StoredMessage, options: CallbackOptions, random: () => number): Promise<void> {
    const steps = this.#plan(message, options, random);
    const reversed = random() < options.reverseRate;
    for (const step of steps) {
      await this.#wait(between(options.stepMs, random));
      message.status = step.status;
      message.errorCode = step.errorCode;
      message.updatedAt = Date.now();
      message.sentAt ??= step.status === "failed" ? null : message.updatedAt;
      if (!reversed) await this.#tell(message, step, options, random);
    }
    if (reversed) for (const step of steps.reverse()) await this.#tell(message, step, options, random);
  }

  async #tell(message: StoredMessage, step: Step, options: CallbackOptions, random: () => number): Promise<void> {
    const url = message.statusCallback;
    if (!url) return;
    const fields = this.#statusFields(message, step);
    const post = (): Promise<PostedWebhook> => this.#post(url, fields, this.account.authToken);
    if (random() < options.lateRate) {
      this.#run(() => this.#wait(options.lateMs).then(post));
      return;
    }
    await post();
    if (random() < options.duplicateRate) await post();
  }

  #statusFields(message: StoredMessage, step: Step): Record<string, string> {
    const fields: Record<string, string> = {
      SmsSid: message.sid,
      SmsStatus: step.status,
      MessageStatus: step.status,
      ChannelToAddress: message.to.replace("whatsapp:", ""),
      To: message.to,
      ChannelPrefix: "whatsapp",
      MessageSid: message.sid,
      AccountSid: this.account.accountSid,
      StructuredMessage: "false",
      From: message.from,
      ApiVersion: "2010-04-01",
      ChannelInstallSid: "XE00000000000000000000000000000001",
      // Twilio adds fields without notice: a receiver must sign over those that it does not know, spaces and accents too.
      FieldAddedLater: "año & más",
    };
    if (step.status === "delivered" || step.status === "read") fields.EventType = step.status.toUpperCase();
    if (step.errorCode !== null) fields.ErrorCode = String(step.errorCode);
    return fields;
  }

  #run(work: () => Promise<unknown>): void {
    this.#pending += 1;
    void work().finally(() => {
      this.#pending -= 1;
      if (this.#pending > 0) return;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, milliseconds);
      this.#timers.add(timer);
    });
  }

  #post(url: string, fields: Record<string, string>, token: string): Promise<PostedWebhook> {
    const target = new URL(url);
    const secure = target.protocol === "https:";
    const body = new URLSearchParams(fields).toString();
    const posted: PostedWebhook = { at: Date.now(), url, fields, responseStatus: 0, responseBody: "" };
    this.posted.push(posted);
    return new Promise((resolve) => {
      const request = (secure ? https : http).request(target, {
        method: "POST",
        agent: secure ? this.#secureAgent : this.#agent,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
          "Content-Length": Buffer.byteLength(body),
          "User-Agent": "TwilioProxy/1.1",
          "X-Twilio-Signature": sign(token, url, fields),
        },
      });
      request.on("error", () => resolve(posted));
      request.on("response", (response) => {
        posted.responseStatus = response.statusCode ?? 0;
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (posted.responseBody += chunk));
        response.on("error", () => resolve(posted));
        response.on("end", () => resolve(posted));
      });
      request.end(body);
    });
  }
}
