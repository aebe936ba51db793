import type { Grant } from "./grant";
import type { SendRequest } from "../twilio";

/** A range of a campaign's recipients to be sent. */
export interface BatchRange {
  campaignId: number;
  fromN: number;
  toN: number;
  /** The request to Twilio for one recipient. */
  request: (grant: Grant) => SendRequest;
}

/** Why a batch came back. */
export type BatchEnd =
  | { kind: "done" | "halted" | "quiet" | "capped" | "turn_over" }
  /** Some wait for their next attempt. */
  | { kind: "later"; inMs: number };

/** A range being sent. */
export interface Run {
  range: BatchRange;
  shouldYield: () => boolean | Promise<boolean>;
  turnEndsAt: number;
  /** Granted and not yet accounted for. */
  held: number;
  readyAt: number;
  end: BatchEnd | undefined;
  resolve: (end: BatchEnd) => void;
}

/** A start that waits for its slot. */
export interface Scheduled {
  run: Run;
  grant: Grant;
}
