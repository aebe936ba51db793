/**
 * What Twilio's answers mean for a recipient and a campaign.
 *
 * Codes: https://www.twilio.com/docs/api/errors and https://www.twilio.com/docs/whatsapp/api#error-codes.
 */

import { TransportError } from "./twilio-http-client";
import type { TransportFailure } from "./twilio-http-client";

/** What one attempt to send came to. An attempt never throws. */
export type SendOutcome =
  /** Twilio keeps the message: `sid` is its id, `status` its first status (`queued`, `accepted`). */
  | { kind: "accepted"; sid: string; status: string }
  /** This recipient gets nothing, and a retry would change nothing. `message` is Twilio's own English text. */
  | { kind: "rejected"; code: number; class: RejectionClass; message: string }
  /** Never processed; safe to send again, after `retryAfterMs` where Twilio named a time. */
  | { kind: "throttled"; retryAfterMs?: number }
  /** Refused for now; safe to send again after a backoff. */
  | { kind: "retry"; code: number }
  /** A limit of the sender or the account: the campaign waits. */
  | { kind: "pause_campaign"; code: number }
  /** The account or its configuration: nothing of this campaign can go out. */
  | { kind: "stop_campaign"; code: number }
  /** May have been sent. Never send again before a look-up proves the message absent. */
  | { kind: "unknown"; reason: UnknownReason }
  /** Provably never reached Twilio; safe to send again. */
  | { kind: "not_sent"; reason: TransportFailure };

export type RejectionClass = "permanent" | "suppress" | "withheld";

/** Why it is not known whether the message was taken. */
export type UnknownReason = TransportFailure | "server_error" | "unreadable_answer";

/** What a Twilio error code means, whether it answers a create or comes with a status callback or a listing. */
export type ErrorClass = "retry" | "pause_campaign" | "stop_campaign" | "unknown" | RejectionClass;

const CODES: Record<ErrorClass, readonly number[]> = {
  /** Transient: rate of a number (63017), handset away (30003), queues (30001, 20429), carrier and internal trouble. */
  retry: [20429, 30001, 30003, 30008, 30500, 63017],
  /** Limits of the sender: its queue is full (21611), the channel's rate (63018), the account's day (63038). */
  pause_campaign: [21611, 63018, 63038],
  /** Credentials (20003), sender (63007), free text outside the 24 h window (63016), template (63027, 63028), account (63062). */
  stop_campaign: [20003, 63007, 63016, 63027, 63028, 63062],
  /** The number is wrong, not a mobile, not on WhatsApp, or in a place that the account may not write to. */
  permanent: [21211, 21614, 21635, 21408, 63003, 63024, 30005, 30006],
  /** The person said STOP (21610), blocked us (63014), or the message is blocked for them (30004). */
  suppress: [21610, 63014, 30004],
  /** Meta did not deliver: its cap of marketing messages a person (63049), or its experiments (63032). */
  withheld: [63049, 63032],
  /** "May create duplicates when retried": https://www.twilio.com/docs/api/errors/20500 */
  unknown: [20500],
};

const CLASS_BY_CODE: ReadonlyMap<number, ErrorClass> = new Map(
  (Object.entries(CODES) as [ErrorClass, readonly number[]][]).flatMap(([name, codes]) => codes.map((code) => [code, name] as const)),
);

/** Refusals that are Twilio's own trouble, though it answered. */
const PROVIDER_FAULT_CODES: ReadonlySet<number> = new Set([30500]);

const MAX_MESSAGE_CHARACTERS = 300;

/** The class of a Twilio error code; undefined for a code that the product has no rule for. */
export function errorClassOf(code: number): ErrorClass | undefined {
  return CLASS_BY_CODE.get(code);
}

/**
 * Whether the outcome is one more failure in a row for the circuit breaker: the provider or the way to it failed.
 * What Twilio decided about a number, a campaign or our pace is an answer, and ends the row. An attempt that we broke
 * off ourselves (`aborted`) says nothing either way, and must neither open nor close the breaker.
 */
export function countsForBreaker(outcome: SendOutcome): boolean {
  if (outcome.kind === "unknown" || outcome.kind === "not_sent") return outcome.reason !== "aborted";
  return outcome.kind === "retry" && PROVIDER_FAULT_CODES.has(outcome.code);
}

/** What Twilio answered to a create that failed: HTTP status, its error code (0 when the body held none), `Retry-After`. */
export interface FailedAnswer {
  httpStatus: number;
  code: number;
  message: string;
  retryAfterMs?: number;
}

/**
 * The outcome of an answer that is not 2xx. A 5xx is unknown whatever its code; then the code decides, and for codes
 * without a rule the status: 401, 403 and 404 are the account's, other 4xx this message's own.
 */
export function outcomeOfAnswer(answer: FailedAnswer): SendOutcome {
  const { httpStatus, code, retryAfterMs } = answer;
  const named = errorClassOf(code);
  if (httpStatus >= 500 || named === "unknown") return { kind: "unknown", reason: "server_error" };
  if (code === 20429) return { kind: "throttled", retryAfterMs };
  if (named === "retry" || named === "pause_campaign" || named === "stop_campaign") return { kind: named, code };
  if (named !== undefined) return rejected(answer, named);
  if (httpStatus === 429) return { kind: "throttled", retryAfterMs };
  if (httpStatus === 401 || httpStatus === 403 || httpStatus === 404) return { kind: "stop_campaign", code: code || httpStatus };
  if (httpStatus < 400 || httpStatus === 408) return { kind: "unknown", reason: "unreadable_answer" };
  return rejected(answer, "permanent");
}

function rejected(answer: FailedAnswer, name: RejectionClass): SendOutcome {
  const message = answer.message.slice(0, MAX_MESSAGE_CHARACTERS);
  return { kind: "rejected", code: answer.code || answer.httpStatus, class: name, message };
}

/** The outcome of an exchange that broke, or whose 2xx answer could not be read. */
export function outcomeOfFailure(error: unknown): SendOutcome {
  if (!(error instanceof TransportError)) return { kind: "unknown", reason: "unreadable_answer" };
  return { kind: error.reachedProvider ? "unknown" : "not_sent", reason: error.failure };
}
