/**
 * The HTTP client under the twilio library: https://www.twilio.com/docs/libraries/node/custom-http-client
 *
 * The library's own client cannot be cancelled, has no deadline for a whole exchange, keeps the last request with its
 * credentials, hides `Retry-After`, and does not tell a connection that was never made from an answer that was lost.
 * The last decides whether a message may be sent again, so the exchange is made here, on the library's own TLS agent
 * (its CA bundle and proxy settings hold). Nothing retries: a node:http agent never repeats a request by itself, not
 * even one whose kept-alive socket turns out to be stale; such an attempt ends as a reset after it was reached.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import twilio from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient";
import type Response from "twilio/lib/http/response";

/** How an exchange broke. `timeout` and `aborted` are ours, the rest the network's. */
export type TransportFailure = "refused" | "dns" | "tls" | "unreachable" | "reset" | "timeout" | "aborted";

/** An exchange without an answer. `reachedProvider` false: not a byte of the request left this machine. */
export class TransportError extends Error {
  constructor(
    readonly failure: TransportFailure,
    readonly reachedProvider: boolean,
  ) {
    super(`twilio exchange failed: ${failure}`);
    this.name = "TransportError";
  }
}

/** One call of the library: what breaks it off, and what its answer said outside the body. */
export interface Call {
  signal?: AbortSignal;
  httpStatus?: number;
  retryAfterMs?: number;
}

export interface TwilioHttpClientOptions {
  /** Origin that stands in for `https://api.twilio.com`; plain http to the loopback only, as each request carries the token. */
  apiUrl?: string;
  /** Deadline of a whole exchange, waiting for a free socket included. */
  timeoutMs: number;
  /** Sockets, and so exchanges, at once. */
  maxConcurrent: number;
}

/** A socket idle for longer is closed by us, before the provider closes it under a request. */
const IDLE_SOCKET_MS = 4_000;

/** Errors before the request was written; what is not listed is `unreachable`. */
const FAILURE_BY_CODE: Record<string, TransportFailure> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EPROTO: "tls",
};

export class TwilioHttpClient extends twilio.RequestClient {
  readonly #calls = new AsyncLocalStorage<Call>();
  readonly #origin: URL | undefined;
  readonly #timeoutMs: number;
  readonly #plainAgent: http.Agent;

  /** Throws a TypeError for an `apiUrl` that would show the token on a network. */
  constructor(options: TwilioHttpClientOptions) {
    const sockets = {
      keepAlive: true,
      timeout: IDLE_SOCKET_MS,
      maxSockets: options.maxConcurrent,
      maxTotalSockets: options.maxConcurrent,
      maxFreeSockets: options.maxConcurrent,
      scheduling: "lifo" as const,
    };
    super({ ...sockets, autoRetry: false });
    this.#plainAgent = new http.Agent(sockets);
    this.#timeoutMs = options.timeoutMs;
    this.#origin = options.apiUrl === undefined ? undefined : safeOrigin(options.apiUrl);
  }

  /** Runs a call of the library; what it asks over HTTP ends with the call's signal and fills in the call. */
  within<T>(call: Call, work: () => Promise<T>): Promise<T> {
    return this.#calls.run(call, work);
  }

  /** The library's way to the network. Rejects with TransportError alone; any HTTP status resolves. */
  override request<TData>(options: RequestClient.RequestOptions<TData>): Promise<Response<TData>> {
    const call = this.#calls.getStore() ?? {};
    if (call.signal?.aborted) return Promise.reject(new TransportError("aborted", false));
    const url = this.#address(options);
    const secure = url.protocol === "https:";
    const body = typeof options.data === "object" && options.data !== null ? encodeForm(options.data) : undefined;
    const credentials = Buffer.from(`${options.username}:${options.password}`).toString("base64");
    const request = (secure ? https : http).request(url, {
      method: options.method.toUpperCase(),
      agent: secure ? (this.axios.defaults.httpsAgent as https.Agent) : this.#plainAgent,
      headers: {
        ...options.headers,
        Authorization: `Basic ${credentials}`,
        ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }),
      },
    });
    const answer = exchange<TData>(request, secure, this.#timeoutMs, call);
    request.end(body);
    return answer;
  }

  /** Closes every socket; exchanges under way break off. */
  close(): void {
    this.#plainAgent.destroy();
    (this.axios.defaults.httpsAgent as https.Agent).destroy();
  }

  #address(options: { uri: string; params?: object }): URL {
    const asked = new URL(options.uri);
    const url = this.#origin ? new URL(asked.pathname + asked.search, this.#origin) : asked;
    if (options.params && Object.keys(options.params).length > 0) url.search = encodeForm(options.params);
    return url;
  }
}

function safeOrigin(apiUrl: string): URL {
  const url = new URL(apiUrl);
  const loopback = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && loopback)) return url;
  throw new TypeError("the Twilio API address must be https, or http on the loopback");
}

function encodeForm(fields: object): string {
  return new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)])).toString();
}

function exchange<TData>(request: http.ClientRequest, secure: boolean, timeoutMs: number, call: Call): Promise<Response<TData>> {
  let reached = false;
  request.once("socket", (socket) => whenConnected(socket, secure, () => (reached = true)));
  return new Promise((resolve, reject) => {
    const release = breakOff(request, timeoutMs, call.signal, (failure) => fail(new TransportError(failure, reached)));
    const fail = (error: TransportError): void => {
      release();
      reject(error);
    };
    const broken = (error: NodeJS.ErrnoException): void => fail(new TransportError(failureOf(error, reached), reached));
    request.on("error", broken);
    request.on("response", (response) => {
      response.on("error", broken);
      readText(response, (body) => {
        release();
        call.httpStatus = response.statusCode;
        call.retryAfterMs = retryAfterMs(response.headers["retry-after"]);
        // The library parses a text body itself, as its type says nothing of.
        resolve({ statusCode: response.statusCode ?? 0, body: body as TData, headers: response.headers });
      });
    });
  });
}

/** Node writes nothing before these events: until then the request cannot have reached anyone. */
function whenConnected(socket: Socket, secure: boolean, mark: () => void): void {
  if (socket.connecting) socket.once(secure ? "secureConnect" : "connect", mark);
  else mark();
}

function breakOff(
  request: http.ClientRequest,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  tell: (failure: TransportFailure) => void,
): () => void {
  const end = (failure: TransportFailure): void => {
    tell(failure);
    request.destroy();
  };
  const abort = (): void => end("aborted");
  const deadline = setTimeout(end, timeoutMs, "timeout");
  signal?.addEventListener("abort", abort, { once: true });
  return () => {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", abort);
  };
}

function failureOf(error: NodeJS.ErrnoException, reached: boolean): TransportFailure {
  if (reached) return "reset";
  const code = error.code ?? "";
  if (code.startsWith("ERR_TLS") || code.startsWith("ERR_SSL") || code.includes("CERT")) return "tls";
  return FAILURE_BY_CODE[code] ?? "unreachable";
}

function readText(response: http.IncomingMessage, use: (body: string) => void): void {
  let body = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => (body += chunk));
  response.on("end", () => use(body));
}

/** `Retry-After` as delay in milliseconds, from seconds or an HTTP date (RFC 9110 §10.2.3). */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
