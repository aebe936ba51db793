/** What the API answered instead of a success; `code` is the API's, or `network` when nothing came back. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly details: ReadonlyArray<{ path: string; message: string }>;
  /** Seconds after which trying again can help. */
  readonly retryAfter: number | null;
  /** The whole answer, for fields of one code's own (`limit`, `valid_estados`, …). */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>) {
    // In the reader's language when it comes from the API; empty otherwise, which dialogs replace by words of their own.
    super(typeof body.message === "string" ? body.message : "");
    this.name = "ApiError";
    this.code = typeof body.error === "string" ? body.error : "network";
    this.status = status;
    this.requestId = typeof body.request_id === "string" ? body.request_id : null;
    this.details = Array.isArray(body.details) ? (body.details as { path: string; message: string }[]) : [];
    this.retryAfter = typeof body.retry_after === "number" ? body.retry_after : null;
    this.body = body;
  }
}

export interface ApiOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON; a Blob is sent as it is. */
  body?: unknown;
  /** Creates work: sent with an Idempotency-Key, and once more with the same key when the line was cut. */
  creates?: boolean;
  signal?: AbortSignal;
}

const RETRY_MS = 800;

/**
 * Asks our own API from the browser.
 * @throws ApiError for every answer that is not a success, and with code `network` when there was none.
 */
export async function api<T>(path: string, { method = "GET", body, creates, signal }: ApiOptions = {}): Promise<T> {
  const headers = new Headers({ accept: "application/json" });
  const raw = body instanceof Blob;
  if (body !== undefined) headers.set("content-type", raw ? body.type || "text/csv" : "application/json");
  if (creates) headers.set("idempotency-key", newKey());
  const init: RequestInit = { method, headers, signal, body: body === undefined ? undefined : raw ? body : JSON.stringify(body) };
  const response = await send(path, init, creates ? 1 : 0);
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  if (response.status === 401) leaveForSignIn();
  throw new ApiError(response.status, isRecord(answer) ? answer : {});
}

async function send(path: string, init: RequestInit, retries: number): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    if (retries === 0) throw new ApiError(0, {});
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return send(path, init, retries - 1);
  }
}

/** The session has ended: sign in, then come back here. */
function leaveForSignIn() {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?${new URLSearchParams({ next: pathname + search })}`);
}

/** `crypto.randomUUID` exists only on https and localhost; a console in a local network is neither. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
