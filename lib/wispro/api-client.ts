import { setTimeout as sleepFor } from "node:timers/promises";
import { type Body, type Page, readBody } from "./api-schemas";
import { httpGet, type HttpGet } from "./http-get";
import { recordSince } from "@/lib/measure/recorder";

/** What went wrong with a page that Wispro neither gave nor refused for the token's or the licence's sake. */
export type FailureReason =
  | "timeout" // no complete answer in time
  | "transport" // refused, reset, unknown host, cut off
  | "rate_limited" // 429
  | "server_error" // 5xx
  | "not_json" // a HTML page, or JSON that breaks off
  | "unexpected_body" // JSON, but no page of clients
  | "unexpected_page" // another page than the one asked for
  | "per_page_changed" // pages of another size than those before: page numbers mean other rows now
  | "rejected" // any other status: `status` has it
  | "aborted"; // by the caller's signal

/** How a failure ended. `retryable`: the same request may succeed later. `status`: HTTP's or the body's, null without one. */
export type Failure = { kind: "failed"; reason: FailureReason; status: number | null; retryable: boolean };

type Refusal = { kind: "unauthorized" } | { kind: "licence_expired" };
type PageRead = { kind: "page" } & Page;

/** What asking for a page came to, after how many attempts and how long with all its waits. */
export type PageOutcome = (PageRead | Refusal | Failure) & { attempts: number; durationMs: number };

/** What a check of the connection came to: `unreachable` is no answer at all, `failed` an answer that is no page of clients. */
export type ConnectionOutcome =
  | { kind: "connected"; totalRecords: number }
  | Refusal
  | { kind: "unreachable"; reason: "timeout" | "transport" }
  | Failure;

/** A page of a stream, under the number it was asked by. */
export type NumberedPage = { page: number; outcome: PageOutcome };

/** The part of a pino logger used here. */
export type WisproLog = { warn(fields: Record<string, unknown>, message: string): void };

/** Time and chance, so that a test need not wait. `sleep` resolves early when the signal aborts; `random` is in [0, 1). */
export type WisproClock = { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void>; random(): number };

export type WisproClientOptions = {
  /** As `https://www.cloud.wispro.co/api/v1`. */
  baseUrl: string;
  token: string;
  /** What to ask for. Servers clamp it: the size that counts is the one in the answer. */
  perPage: number;
  /** Requests per page before giving up. Default 3. */
  attempts?: number;
  /** For one request, its body included. Default 15,000. */
  timeoutMs?: number;
  /** The wait before attempt n+1 is random, up to this × 2^(n-1). Default 500. */
  backoffBaseMs?: number;
  /** The longest wait, a server's Retry-After included. Default 60,000. */
  backoffMaxMs?: number;
  get?: HttpGet;
  clock?: WisproClock;
  log?: WisproLog;
  /** Ends every request and wait; what they were for comes out as `aborted`. */
  signal?: AbortSignal;
};

export type WisproApi = {
  /** One page of clients, from 1, with retries. Never rejects. */
  fetchPage(page: number, signal?: AbortSignal, known?: Known): Promise<PageOutcome>;
  /** Asks once for one client, and tells a bad token from a lapsed licence from a server that can't be reached. Never rejects. */
  checkConnection(): Promise<ConnectionOutcome>;
  /**
   * Every page from `from` to the last, in order, the next `ahead` (default 1) being held or fetched while one is consumed, `atOnce` of them in flight
   * (default all). After a page that took more than one attempt it is one at a time, and one more with each that comes at the first. The first
   * outcome that isn't a page is the last handed out, an abort's too: a stream that ends with a page has reached the end.
   * `perPage` is the page size that `from` was counted in, when an earlier stream's place is taken up again. `arrived` is told of each page
   * as it comes in, before its turn, so that what can be made ready is ready then.
   */
  pagesAhead(from: number, options?: StreamOptions): AsyncGenerator<NumberedPage, void, undefined>;
};

/** Was this page read before, with records of this digest? Those need not be parsed then. */
export type Known = (page: number, digest: string) => boolean;

export type StreamOptions = { known?: Known; ahead?: number; atOnce?: number; perPage?: number; signal?: AbortSignal; arrived?: (page: ReadyPage) => void };

/** A page that was read. */
export type ReadyPage = Extract<PageOutcome, { kind: "page" }>;

type Asked = { page: number; known?: Known | undefined };
type Attempt = (PageRead | Refusal | Failure) & { retryAfterMs?: number };
type Settings = Required<Omit<WisproClientOptions, "log" | "signal">> & Pick<WisproClientOptions, "log" | "signal">;

const systemClock: WisproClock = {
  now: () => Date.now(),
  // The only way this rejects is the abort, which the caller looks at next.
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
};

/**
 * A client of Wispro's `GET /clients`. Outcomes are data, and neither they nor the log hold the token, a record's value, or an
 * address. Throws only here, and only for a token that no HTTP header can carry.
 */
export function createWisproClient(options: WisproClientOptions): WisproApi {
  const settings: Settings = {
    ...options,
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    attempts: options.attempts ?? 3,
    timeoutMs: options.timeoutMs ?? 15_000,
    backoffBaseMs: options.backoffBaseMs ?? 500,
    backoffMaxMs: options.backoffMaxMs ?? 60_000,
    get: options.get ?? httpGet,
    clock: options.clock ?? systemClock,
  };
  assertHeaderValue(settings.token);
  const fetchPage: WisproApi["fetchPage"] = (page, signal, known) => fetchWithRetries(settings, { page, known }, eitherOf(settings.signal, signal));
  return {
    fetchPage,
    checkConnection: () => checkConnection(settings),
    pagesAhead: (from, streamOptions = {}) => pagesAhead(fetchPage, from, streamOptions),
  };
}

async function* pagesAhead(
  fetchPage: WisproApi["fetchPage"],
  from: number,
  { ahead = 1, atOnce = ahead, perPage, signal, arrived, known }: StreamOptions,
): AsyncGenerator<NumberedPage, void, undefined> {
  const abandoned = new AbortController();
  const streamSignal = eitherOf(abandoned.signal, signal);
  const asked: Promise<PageOutcome>[] = [];
  let next = from;
  let last = from;
  let waiting = 0;
  let width = atOnce;
  const fetchNext = () => {
    waiting += 1;
    const outcome = fetchPage(next++, streamSignal, known).then((read) => {
      waiting -= 1;
      width = read.attempts > 1 ? Math.min(1, atOnce) : Math.min(width + 1, atOnce);
      if (read.kind !== "page") return read;
      arrived?.(read);
      fetchMore();
      return read;
    });
    outcome.catch(() => undefined); // seen by nobody if the consumer leaves first; whoever awaits it still sees it
    asked.push(outcome);
  };
  /** The page in the consumer's hands, or that it waits for, is still the first of those asked for. */
  const fetchMore = () => {
    while (next <= last && waiting < width && asked.length <= ahead) fetchNext();
  };
  let expectedPerPage = perPage;
  try {
    fetchNext();
    for (let page = from; asked[0] !== undefined; page++) {
      const outcome = withPageSize(await asked[0], expectedPerPage);
      if (outcome.kind !== "page") {
        yield { page, outcome };
        return;
      }
      expectedPerPage = outcome.pagination.perPage;
      last = outcome.pagination.totalPages;
      fetchMore();
      yield { page, outcome };
      asked.shift();
      if (asked.length === 0 && next <= last) fetchNext();
    }
  } finally {
    abandoned.abort();
  }
}

/** A page of another size than the pages before would leave rows out, or bring them twice, without anybody noticing. */
function withPageSize(outcome: PageOutcome, expected: number | undefined): PageOutcome {
  if (outcome.kind !== "page" || expected === undefined || outcome.pagination.perPage === expected) return outcome;
  const { attempts, durationMs } = outcome;
  return { ...failed("per_page_changed", 200), attempts, durationMs };
}

async function checkConnection(settings: Settings): Promise<ConnectionOutcome> {
  const outcome = await attemptPage({ ...settings, perPage: 1 }, { page: 1 }, settings.signal ?? new AbortController().signal);
  if (outcome.kind === "page") return { kind: "connected", totalRecords: outcome.pagination.totalRecords };
  if (outcome.kind !== "failed") return { kind: outcome.kind };
  const { kind, reason, status, retryable } = outcome;
  return reason === "timeout" || reason === "transport" ? { kind: "unreachable", reason } : { kind, reason, status, retryable };
}

async function fetchWithRetries(settings: Settings, asked: Asked, signal: AbortSignal): Promise<PageOutcome> {
  const { clock, log } = settings;
  const startedAt = clock.now();
  for (let attempts = 1; ; attempts++) {
    const { retryAfterMs, ...outcome } = await attemptPage(settings, asked, signal);
    const done = { ...outcome, attempts, durationMs: clock.now() - startedAt };
    if (outcome.kind !== "failed" || !outcome.retryable || signal.aborted || attempts >= settings.attempts) return done;
    const waitMs = waitBefore(settings, attempts, retryAfterMs);
    log?.warn({ page: asked.page, attempt: attempts, reason: outcome.reason, status: outcome.status, waitMs }, "wispro page failed, trying again");
    await clock.sleep(waitMs, signal);
  }
}

/** Exponential backoff with full jitter, never shorter than the server asked for, all of it bounded. Milliseconds. */
function waitBefore({ backoffBaseMs, backoffMaxMs, clock }: Settings, attempts: number, retryAfterMs = 0): number {
  const jittered = clock.random() * backoffBaseMs * 2 ** (attempts - 1);
  return Math.round(Math.min(Math.max(jittered, retryAfterMs), backoffMaxMs));
}

async function attemptPage(settings: Settings, asked: Asked, signal: AbortSignal): Promise<Attempt> {
  const startedAt = performance.now();
  const outcome = await askForPage(settings, asked, signal);
  recordSince("outside", "Wispro", outcome.kind === "failed" ? outcome.reason : outcome.kind, startedAt);
  return outcome;
}

async function askForPage(settings: Settings, { page, known }: Asked, signal: AbortSignal): Promise<Attempt> {
  if (signal.aborted) return failed("aborted");
  const request = new AbortController();
  const abort = () => request.abort();
  const timer = setTimeout(abort, settings.timeoutMs);
  signal.addEventListener("abort", abort, { once: true });
  try {
    const answer = await settings.get(`${settings.baseUrl}/clients?page=${page}&per_page=${settings.perPage}`, {
      headers: { authorization: settings.token, accept: "application/json" },
      signal: request.signal,
    });
    return { ...readAnswer(answer.status, readBody(answer.body, (digest) => known?.(page, digest) ?? false), page), retryAfterMs: retryAfter(answer.retryAfter, settings.clock.now()) };
  } catch {
    // What is thrown can quote the request, so nothing of it is kept.
    if (signal.aborted) return failed("aborted");
    return failed(request.signal.aborted ? "timeout" : "transport");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/**
 * Wispro sends most errors as HTTP 200 with the real code in the body. So a refusal counts wherever it stands; any other error is
 * HTTP's where HTTP tells of one, else the body's.
 */
function readAnswer(httpStatus: number, body: Body, page: number): Attempt {
  const httpFailed = httpStatus < 200 || httpStatus > 299;
  const bodyRefuses = body.kind === "status" && (body.status === 401 || body.status === 402);
  if (httpFailed && !bodyRefuses) return readStatus(httpStatus);
  if (body.kind === "status") return readStatus(body.status);
  if (body.kind !== "page") return failed(body.kind, httpStatus);
  return body.pagination.currentPage === page ? body : failed("unexpected_page", httpStatus);
}

function readStatus(status: number): Attempt {
  if (status === 401) return { kind: "unauthorized" };
  if (status === 402) return { kind: "licence_expired" };
  if (status === 429) return failed("rate_limited", status);
  return failed(status >= 500 ? "server_error" : "rejected", status);
}

/** The reasons that the same request, sent again, may not meet. An abort is one, but nobody who aborted wants it repeated. */
const RETRYABLE: ReadonlySet<FailureReason> = new Set(["timeout", "transport", "rate_limited", "server_error", "not_json", "unexpected_page"]);

function failed(reason: FailureReason, status: number | null = null): Failure {
  return { kind: "failed", reason, status, retryable: RETRYABLE.has(reason) };
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). Milliseconds from `now`, undefined without a readable one. */
function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function eitherOf(...signals: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/** The error of an unfit header value quotes the value, here the token: it is caught, and another thrown that doesn't. */
function assertHeaderValue(token: string): void {
  try {
    new Headers({ authorization: token });
  } catch {
    throw new Error("The Wispro token holds characters that an HTTP header cannot carry");
  }
}
