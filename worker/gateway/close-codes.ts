/** What happens after a connection has ended. */
export type AfterClose =
  | { kind: "reconnect"; afterMs: number; reason: string }
  /** Over until somebody starts it again. */
  | { kind: "end"; end: "stopped" | "logged_out"; status: "inactive" | "failed"; reason: string };

export interface Closed {
  /** Baileys' status code; 428 when the connection just broke. */
  code: number;
  /** Whether the session has been paired with a phone. */
  isPaired: boolean;
  /** Connections in a row that never opened, this one included; 0 when this one had been open. */
  failures: number;
}

/** When thousands close at once their rows are to be told first: no handshake takes the processor within the first second. */
const FIRST_RETRY_MS = 2_000;
const MOST_RETRY_MS = 60_000;
const FIRST_REPLACED_MS = 60_000;
const MOST_REPLACED_MS = 600_000;
/** A server that answers every connection with "restart" is not obeyed at once for ever. */
const RESTARTS_AT_ONCE = 3;

const REASONS: Record<number, string> = {
  400: "handshake_failed", 405: "client_outdated", 408: "connection_lost", 411: "multidevice_mismatch", 428: "connection_closed", 440: "replaced", 500: "bad_session", 503: "unavailable", 515: "restart",
};

/**
 * The rules of docs/whatsapp.md, "When a connection ends".
 * @param random from 0 to 1: spreads the reconnections of many.
 */
export function afterClose({ code, isPaired, failures }: Closed, random: number): AfterClose {
  const reason = REASONS[code] ?? `code_${code}`;
  if (code === 401) return { kind: "end", end: "logged_out", status: "inactive", reason: "logged_out" };
  if (code === 403 || code === 419) return { kind: "end", end: "logged_out", status: "failed", reason: "forbidden" };
  // Baileys gives the same code to a lost connection and to the last QR having passed unscanned.
  if (code === 408 && !isPaired) return { kind: "end", end: "stopped", status: "inactive", reason: "qr_ended" };
  if (code === 515 && failures <= RESTARTS_AT_ONCE) return { kind: "reconnect", afterMs: 0, reason };
  if (code === 440) return { kind: "reconnect", afterMs: backoff(FIRST_REPLACED_MS, MOST_REPLACED_MS, failures, random), reason };
  return { kind: "reconnect", afterMs: backoff(FIRST_RETRY_MS, MOST_RETRY_MS, failures, random), reason };
}

/** Doubles with each failure, half of it by chance. */
function backoff(first: number, most: number, failures: number, random: number): number {
  const full = Math.min(first * 2 ** Math.max(failures - 1, 0), most);
  return Math.round(full / 2 + (full / 2) * random);
}
