/** The port to Twilio's Messages API, over the official library: one attempt a call, and its outcome as data. */

import twilio from "twilio";
import type { MessageInstance, MessageListInstanceCreateOptions, MessagePage } from "twilio/lib/rest/api/v2010/account/message";
import { outcomeOfAnswer, outcomeOfFailure } from "./twilio-errors";
import type { SendOutcome } from "./twilio-errors";
import { TwilioHttpClient } from "./twilio-http-client";
import type { Call, TwilioHttpClientOptions } from "./twilio-http-client";

export interface TwilioPortOptions extends TwilioHttpClientOptions {
  accountSid: string;
  authToken: string;
  /** E.164 number of the sender, with or without `whatsapp:`. */
  from: string;
}

/** Free text of at most 1,600 characters, or an approved template with its variables. */
export type MessageContent = { body: string } | { contentSid: string; contentVariables: Record<string, string> };

export type SendRequest = MessageContent & {
  /** E.164, with or without `whatsapp:`. */
  to: string;
  /** Where Twilio posts the statuses. */
  statusCallback?: string;
  signal?: AbortSignal;
};

export interface FindRequest {
  to: string;
  /** The port's own sender when absent. */
  from?: string;
  /** The attempt's start by our clock. */
  sentAfter: Date;
  /** The exact text sent; absent for a template, whose text Twilio writes: any message to the person then counts. */
  body?: string;
  /** Sids that are known to belong to other attempts. */
  exclude?: ReadonlySet<string>;
  signal?: AbortSignal;
}

/** `absent` is said only of a listing read to its end; a fresh message may not be listed yet. */
export type FindOutcome =
  | { kind: "found"; sid: string; status: string; errorCode: number | null }
  | { kind: "absent" }
  | { kind: "unavailable" };

export interface TwilioPort {
  send(request: SendRequest): Promise<SendOutcome>;
  findMessage(request: FindRequest): Promise<FindOutcome>;
  /** Loads what a first message would wait for, some 100 ms, without a byte to the network. */
  warm(): Promise<void>;
  /** Closes the kept-alive connections. */
  close(): void;
}

type MessageList = Pick<MessagePage, "instances" | "nextPage">;

/** `date_created` is Twilio's clock in whole seconds: a message this much older than `sentAfter` may still be ours. */
const CLOCK_TOLERANCE_MS = 60_000;
/** The most that Twilio lists at once. */
const PAGE_SIZE = 1000;
/** A person with more messages than these pages hold is not searched further. */
const MAX_PAGES = 5;

/**
 * A port for one account and sender. Outcomes never hold the auth token.
 *
 * Throws for an account sid that does not begin with AC, and a TypeError for an `apiUrl` in clear text off the loopback.
 */
export function createTwilioPort(options: TwilioPortOptions): TwilioPort {
  const http = new TwilioHttpClient(options);
  const client = twilio(options.accountSid, options.authToken, { httpClient: http });
  const from = whatsapp(options.from);

  const send: TwilioPort["send"] = async (request) => {
    const call: Call = { signal: request.signal };
    try {
      const message = await http.within(call, () => client.messages.create(createOptions(request, from)));
      if (!message.sid) return { kind: "unknown", reason: "unreadable_answer" };
      return { kind: "accepted", sid: message.sid, status: message.status };
    } catch (error) {
      return outcomeOf(error, call, options.authToken);
    }
  };

  return {
    send,

    async warm() {
      await send({ to: from, body: "warm", signal: AbortSignal.abort() });
    },

    async findMessage(request) {
      try {
        return await http.within({ signal: request.signal }, () => search(client, request, from));
      } catch {
        return { kind: "unavailable" };
      }
    },

    close: () => http.close(),
  };
}

function createOptions(request: SendRequest, from: string): MessageListInstanceCreateOptions {
  const content =
    "body" in request
      ? { body: request.body }
      : { contentSid: request.contentSid, contentVariables: JSON.stringify(request.contentVariables) };
  return { to: whatsapp(request.to), from, statusCallback: request.statusCallback, ...content };
}

function outcomeOf(error: unknown, call: Call, authToken: string): SendOutcome {
  const { httpStatus, retryAfterMs } = call;
  if (httpStatus === undefined || (httpStatus >= 200 && httpStatus < 300)) return outcomeOfFailure(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return outcomeOfAnswer({
    httpStatus,
    code: typeof code === "number" ? code : 0,
    message: typeof message === "string" ? message.replaceAll(authToken, "[redacted]") : "",
    retryAfterMs,
  });
}

/**
 * Reads all that the sender wrote to the person. `DateSent` is left out of the query on purpose: a queued message has none,
 * so a filter could hide the very message that is looked for, and so the order of the list promises nothing either.
 */
async function search(client: twilio.Twilio, request: FindRequest, sender: string): Promise<FindOutcome> {
  const from = request.from === undefined ? sender : whatsapp(request.from);
  const earliest = request.sentAfter.getTime() - CLOCK_TOLERANCE_MS;
  const isOurs = (message: MessageInstance): boolean => createdSince(message, earliest) && isAsked(message, request);
  let page: MessageList = await client.messages.page({ to: whatsapp(request.to), from, pageSize: PAGE_SIZE });
  for (let read = 1; read <= MAX_PAGES; read += 1) {
    const match = page.instances.find(isOurs);
    if (match) return { kind: "found", sid: match.sid, status: match.status, errorCode: match.errorCode ?? null };
    const next = page.nextPage();
    if (!next) return { kind: "absent" };
    page = await next;
  }
  return { kind: "unavailable" };
}

/** A date that cannot be read counts as recent: better to find too much than to send twice. */
function createdSince(message: MessageInstance, earliest: number): boolean {
  const created = new Date(message.dateCreated).getTime();
  return Number.isNaN(created) || created >= earliest;
}

function isAsked(message: MessageInstance, request: FindRequest): boolean {
  if (request.exclude?.has(message.sid)) return false;
  return request.body === undefined || sameText(message.body, request.body);
}

/** The way through Twilio may change line ends and outer space. */
function sameText(listed: string, sent: string): boolean {
  const plain = (text: string): string => text.replaceAll("\r\n", "\n").trim();
  return plain(listed) === plain(sent);
}

function whatsapp(number: string): string {
  return number.startsWith("whatsapp:") ? number : `whatsapp:${number}`;
}
