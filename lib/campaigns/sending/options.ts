import { settings } from "@/lib/config/env";

/** How messages are sent. Seconds and milliseconds as the names say. */
export interface SendingOptions {
  /** Most starts in any second, of all workers and campaigns of a sender together. */
  messagesPerSecond: number;
  /** Most messages granted and unaccounted for at once, of all workers together. */
  maxConcurrent: number;
  /** When an unknown message is first looked up at Twilio, and again after each look-up that decided nothing. */
  lookupSeconds: number;
  /** How long after its start a message that Twilio does not list counts as never taken. */
  absentSeconds: number;
  /** How long an open breaker waits between probes. */
  probeSeconds: number;
  timeZone: string;
}

/** The options that the settings say. */
export function sendingOptions(): SendingOptions {
  const s = settings();
  return {
    messagesPerSecond: s.TWILIO_MESSAGES_PER_SECOND,
    maxConcurrent: s.TWILIO_MAX_CONCURRENT,
    lookupSeconds: s.TWILIO_LOOKUP_SECONDS,
    absentSeconds: Math.max(s.TWILIO_ABSENT_SECONDS, (2 * s.TWILIO_TIMEOUT_MS) / 1000),
    probeSeconds: s.TWILIO_PROBE_SECONDS,
    timeZone: s.APP_TIMEZONE,
  };
}

/** Failures in a row that open the breaker. */
export const BREAKER_FAILURES = 10;
/** Attempts of a message that count. */
export const MAX_ATTEMPTS = 5;

const LONGEST_HORIZON_SECONDS = 0.3;
const SHORTEST_HORIZON_SECONDS = 0.05;
/** What waits for its slot takes room from what is in flight. */
const SLOTS_AHEAD = 8;

/**
 * How far ahead slots are granted: some eight of them. Longer saves statements; shorter makes a pause answer sooner, as it waits until the last
 * granted start is past, and leaves more of the room in flight to messages that are under way.
 */
export function horizonSeconds(messagesPerSecond: number): number {
  return Math.min(LONGEST_HORIZON_SECONDS, Math.max(SHORTEST_HORIZON_SECONDS, SLOTS_AHEAD / messagesPerSecond));
}

/** As `pace_count` of the database: so many starts a permit's window holds. */
const MOST_PERMITS = 200;
const MOST_SECONDS_LATE = 0.1;
const MOST_OF_A_WINDOW_LATE = 0.5;

/**
 * How late a start may be; a later one gives its permit back. Below the permit's window, as the next start of the permit must be told apart from this one. A late
 * start costs the pace its own lateness, shared by all permits, where a lost one costs a whole start.
 */
export function toleranceSeconds(messagesPerSecond: number): number {
  const windowSeconds = Math.min(MOST_PERMITS, messagesPerSecond) / messagesPerSecond;
  return Math.min(MOST_SECONDS_LATE, MOST_OF_A_WINDOW_LATE * windowSeconds);
}
