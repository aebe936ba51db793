/** Faults decided on purpose or by a seeded die: nothing else in the simulator is random. */

/** What the simulator does to one create request; `*_after_acceptance` keeps the message although the sender never hears of it. */
export type FaultName =
  | "server_error"
  | "server_error_after_acceptance"
  | "reset_before_acceptance"
  | "reset_after_acceptance"
  | "hang_after_acceptance";

/** How create requests go wrong. Milliseconds unless named otherwise; rates are 0 to 1 and add up to at most 1. */
export interface FaultOptions {
  /** Time from arrival to answer, drawn evenly from this range. */
  latencyMs: readonly [number, number];
  /** More creates than this at once are answered 429 with code 20429; null for no limit. */
  maxConcurrent: number | null;
  /** `Retry-After` of a 429, in seconds; null sends none. */
  retryAfterSeconds: number | null;
  rates: Partial<Record<FaultName, number>>;
  /** A number ending in the key is refused with this Twilio error code. */
  errorBySuffix: Record<string, number>;
  /** A number ending in the key meets this fault. */
  faultBySuffix: Record<string, FaultName>;
  /** Only the first so many requests of a number meet its suffix's error or fault; null for every one. */
  suffixTimes: number | null;
}

export const NO_FAULTS: FaultOptions = {
  latencyMs: [0, 0],
  maxConcurrent: null,
  retryAfterSeconds: null,
  rates: {},
  errorBySuffix: {},
  faultBySuffix: {},
  suffixTimes: null,
};

/** The outcome chosen for one create request. */
export type Verdict =
  | { kind: "accept" }
  | { kind: "error"; code: number }
  | { kind: "fault"; fault: FaultName };

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A value drawn evenly from a range. */
export function between(range: readonly [number, number], random: () => number): number {
  return range[0] + (range[1] - range[0]) * random();
}

/** The value whose key ends the number, if any. */
export function bySuffix<T>(map: Record<string, T>, number: string): T | undefined {
  for (const suffix in map) if (number.endsWith(suffix)) return map[suffix];
  return undefined;
}

/** Judges create requests; keeps how often each number met its suffix's fault. */
export class FaultJudge {
  readonly #met = new Map<string, number>();

  constructor(private readonly random: () => number) {}

  /** The fate of a request to `to` while `inFlight` creates, itself included, are unanswered. */
  judge(options: FaultOptions, to: string, inFlight: number): Verdict {
    if (options.maxConcurrent !== null && inFlight > options.maxConcurrent) return { kind: "error", code: 20429 };
    return this.#bySuffix(options, to) ?? this.#byDie(options);
  }

  clear(): void {
    this.#met.clear();
  }

  #bySuffix(options: FaultOptions, to: string): Verdict | undefined {
    const code = bySuffix(options.errorBySuffix, to);
    const fault = bySuffix(options.faultBySuffix, to);
    if (code === undefined && fault === undefined) return undefined;
    const met = this.#met.get(to) ?? 0;
    if (options.suffixTimes !== null && met >= options.suffixTimes) return undefined;
    this.#met.set(to, met + 1);
    return fault === undefined ? { kind: "error", code: code! } : { kind: "fault", fault };
  }

  #byDie(options: FaultOptions): Verdict {
    let roll = this.random();
    for (const [fault, rate] of Object.entries(options.rates) as [FaultName, number][]) {
      if (roll < rate) return { kind: "fault", fault };
      roll -= rate;
    }
    return { kind: "accept" };
  }
}

/**
 * HTTP status and text of the errors that the Messages API gives while a message is created
 * (https://www.twilio.com/docs/api/errors). A code that is not here answers 400.
 */
const ERRORS: Record<number, { status: number; message: string }> = {
  20001: { status: 400, message: "Invalid parameter" },
  20003: { status: 401, message: "Authenticate" },
  20404: { status: 404, message: "The requested resource was not found" },
  20429: { status: 429, message: "Too Many Requests" },
  20500: { status: 500, message: "An internal server error has occurred" },
  20503: { status: 503, message: "Service unavailable" },
  21211: { status: 400, message: "The 'To' number is not a valid phone number." },
  21408: { status: 403, message: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number" },
  21602: { status: 400, message: "Message body is required." },
  21603: { status: 400, message: "A 'From' phone number is required." },
  21604: { status: 400, message: "A 'To' phone number is required." },
  21609: { status: 400, message: "The 'StatusCallback' URL is not a valid URL." },
  21610: { status: 400, message: "Attempt to send to unsubscribed recipient" },
  21611: { status: 429, message: "This 'From' number has exceeded the maximum number of queued messages" },
  21614: { status: 400, message: "'To' number is not a valid mobile number" },
  21617: { status: 400, message: "The concatenated message body exceeds the 1600 character limit" },
  21655: { status: 400, message: "The ContentSid is invalid" },
  21656: { status: 400, message: "The ContentVariables parameter is invalid" },
  63007: { status: 400, message: "Twilio could not find a Channel with the specified From address" },
  63018: { status: 429, message: "Rate limit exceeded for Channel" },
  63038: { status: 429, message: "Account exceeded the daily messages limit" },
};

/** Twilio's error body for a code, and the HTTP status that it comes with. */
export function twilioError(code: number, message?: string): { status: number; body: string } {
  const known = ERRORS[code] ?? { status: 400, message: `Message refused with error ${code}` };
  const body = {
    code,
    message: message ?? known.message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status: known.status,
  };
  return { status: known.status, body: JSON.stringify(body) };
}
