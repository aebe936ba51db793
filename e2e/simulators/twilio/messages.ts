/** The message store: what a create request must hold, what a message looks like, and the listing. */

import { randomBytes } from "node:crypto";

/** A message as the simulator keeps it; instants are epoch milliseconds. */
export interface StoredMessage {
  sid: string;
  to: string;
  from: string;
  body: string;
  template: boolean;
  messagingServiceSid: string | null;
  statusCallback: string | null;
  status: string;
  errorCode: number | null;
  createdAt: number;
  updatedAt: number;
  sentAt: number | null;
}

/** A create request after its checks, or the Twilio code that it is refused with. */
export type ParsedCreate =
  | { ok: true; message: Omit<StoredMessage, "sid" | "createdAt" | "updatedAt"> }
  | { ok: false; code: number };

const ADDRESS = /^whatsapp:\+[1-9]\d{6,14}$/;
const MAX_BODY_CHARACTERS = 1600;
const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/** Checks the form of a create request as the Messages API does; `sender` is the one address that may send. */
export function parseCreate(form: URLSearchParams, sender: string): ParsedCreate {
  const to = form.get("To");
  const from = form.get("From");
  const messagingServiceSid = form.get("MessagingServiceSid");
  const statusCallback = form.get("StatusCallback");
  if (!to) return { ok: false, code: 21604 };
  if (!ADDRESS.test(to)) return { ok: false, code: 21211 };
  if (!from && !messagingServiceSid) return { ok: false, code: 21603 };
  if (from && from !== sender) return { ok: false, code: 63007 };
  if (statusCallback && !URL.canParse(statusCallback)) return { ok: false, code: 21609 };
  const content = parseContent(form);
  if (!content.ok) return content;
  return {
    ok: true,
    message: {
      to,
      from: from ?? sender,
      body: content.body,
      template: content.template,
      messagingServiceSid,
      statusCallback,
      status: messagingServiceSid ? "accepted" : "queued",
      errorCode: null,
      sentAt: null,
    },
  };
}

type ParsedContent = { ok: true; body: string; template: boolean } | { ok: false; code: number };

function parseContent(form: URLSearchParams): ParsedContent {
  const contentSid = form.get("ContentSid");
  if (contentSid !== null) return parseTemplate(contentSid, form.get("ContentVariables") ?? "{}");
  const body = form.get("Body");
  if (!body) return { ok: false, code: 21602 };
  if (body.length > MAX_BODY_CHARACTERS) return { ok: false, code: 21617 };
  return { ok: true, body, template: false };
}

function parseTemplate(contentSid: string, variables: string): ParsedContent {
  if (!/^HX[0-9a-f]{32}$/.test(contentSid)) return { ok: false, code: 21655 };
  try {
    const parsed: unknown = JSON.parse(variables);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return { ok: false, code: 21656 };
  } catch {
    return { ok: false, code: 21656 };
  }
  return { ok: true, body: `${contentSid} ${variables}`, template: true };
}

/** All messages, by sid and by recipient, oldest first. */
export class MessageStore {
  readonly #bySid = new Map<string, StoredMessage>();
  readonly #byTo = new Map<string, StoredMessage[]>();
  readonly #run = randomBytes(8).toString("hex");
  #created = 0;

  add(message: Omit<StoredMessage, "sid" | "createdAt" | "updatedAt">): StoredMessage {
    const now = Date.now();
    const sid = `SM${this.#run}${(this.#created++).toString(16).padStart(16, "0")}`;
    const stored = { sid, ...message, createdAt: now, updatedAt: now };
    this.#bySid.set(sid, stored);
    const sameRecipient = this.#byTo.get(message.to);
    if (sameRecipient) sameRecipient.push(stored);
    else this.#byTo.set(message.to, [stored]);
    return stored;
  }

  get(sid: string): StoredMessage | undefined {
    return this.#bySid.get(sid);
  }

  clear(): void {
    this.#bySid.clear();
    this.#byTo.clear();
  }

  /** Newest first. Without `to` every message is looked at. */
  newestFirst(to: string | null): StoredMessage[] {
    return to === null ? [...this.#bySid.values()].reverse() : [...(this.#byTo.get(to) ?? [])].reverse();
  }
}

/** One page of the listing as the API writes it, or the Twilio code that the query is refused with. */
export type Listing = { ok: true; body: string } | { ok: false; code: number };

/**
 * Lists by `To`, `From` and `DateSent`, newest first, as the API does. A message still queued has no `DateSent`, and so
 * no filter on it finds it; for `hiddenForMs` after its creation it is not listed at all.
 */
export function listMessages(store: MessageStore, accountSid: string, query: URLSearchParams, hiddenForMs: number): Listing {
  const pageSize = Number(query.get("PageSize") ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > MAX_PAGE_SIZE) return { ok: false, code: 20001 };
  const visibleBefore = Date.now() - hiddenForMs;
  const matching = store
    .newestFirst(query.get("To"))
    .filter((message) => (hiddenForMs === 0 || message.createdAt <= visibleBefore) && matches(message, query));
  const after = query.get("PageToken")?.slice(2);
  const start = after ? matching.findIndex((message) => message.sid === after) + 1 : 0;
  const items = matching.slice(start, start + pageSize);
  const page = Number(query.get("Page") ?? 0);
  const last = start + pageSize >= matching.length ? undefined : items.at(-1);
  const body = {
    first_page_uri: pageUri(accountSid, query, 0, pageSize),
    end: start + items.length - 1,
    previous_page_uri: null,
    messages: items.map((message) => render(message, accountSid)),
    uri: pageUri(accountSid, query, page, pageSize, after),
    page_size: pageSize,
    start,
    next_page_uri: last ? pageUri(accountSid, query, page + 1, pageSize, last.sid) : null,
    page,
  };
  return { ok: true, body: JSON.stringify(body) };
}

function matches(message: StoredMessage, query: URLSearchParams): boolean {
  const from = query.get("From");
  if (from !== null && message.from !== from) return false;
  const on = query.get("DateSent");
  const since = query.get("DateSent>");
  const until = query.get("DateSent<");
  if (on === null && since === null && until === null) return true;
  if (message.sentAt === null) return false;
  const second = Math.floor(message.sentAt / 1000) * 1000;
  if (on !== null && isoDay(message.sentAt) !== on.slice(0, 10)) return false;
  if (since !== null && second < Date.parse(since)) return false;
  return until === null || second <= endOf(until);
}

/** A bare day counts to its end. */
function endOf(value: string): number {
  return value.length === 10 ? Date.parse(value) + 86_399_999 : Date.parse(value);
}

function isoDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function pageUri(accountSid: string, query: URLSearchParams, page: number, pageSize: number, afterSid?: string): string {
  const next = new URLSearchParams(query);
  next.set("PageSize", String(pageSize));
  next.set("Page", String(page));
  if (afterSid) next.set("PageToken", `PA${afterSid}`);
  else next.delete("PageToken");
  return `/2010-04-01/Accounts/${accountSid}/Messages.json?${next}`;
}

/** A message as the API shows it. */
export function render(message: StoredMessage, accountSid: string): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: "outbound-api",
    error_code: message.errorCode,
    error_message: message.errorCode === null ? null : `Message failed with error ${message.errorCode}`,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: "0",
    num_segments: "1",
    price: null,
    price_unit: null,
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

function rfc2822(instant: number): string {
  return new Date(instant).toUTCString().replace("GMT", "+0000");
}
