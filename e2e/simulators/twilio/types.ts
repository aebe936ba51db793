/** The simulator's interface: options, control and log. */

import type { CallbackOptions, InboundMessage, PostedWebhook } from "./callbacks";
import type { FaultName, FaultOptions } from "./faults";

/** What may change while it runs. */
export interface SimulatorSettings {
  faults: FaultOptions;
  callbacks: CallbackOptions;
  /** A new message is missing from the listing for so many milliseconds. */
  listingDelayMs: number;
}

/** A change of settings: what is left out stays as it is. */
export interface SettingsChange {
  faults?: Partial<FaultOptions>;
  callbacks?: Partial<CallbackOptions>;
  listingDelayMs?: number;
}

export interface TwilioSimulatorOptions extends SettingsChange {
  /** 0 or absent: any free port. */
  port?: number;
  accountSid?: string;
  authToken?: string;
  /** E.164 number that may send. */
  sender?: string;
  seed?: number;
}

/** One create request: what came, when, and what became of it. */
export interface CreateLogEntry {
  /** Arrival, epoch milliseconds with microseconds in the fraction. */
  at: number;
  to: string;
  body: string;
  /** Sid of the accepted message, even when the answer was lost; null when nothing was accepted. */
  sid: string | null;
  /** Null, a fault's name, `outage`, or `error_` and the Twilio code. */
  fault: FaultName | "outage" | `error_${number}` | null;
}

/** `unavailable` answers 503 to all; `refuse` lets no connection be made, and drops those that are. */
export type OutageMode = "unavailable" | "refuse";

export interface TwilioSimulatorControl {
  configure(change: SettingsChange): void;
  /** Starts an outage, for so many milliseconds or until `recover`. */
  outage(mode: OutageMode, forMs?: number): Promise<void>;
  recover(): Promise<void>;
  postInbound(inbound: InboundMessage): Promise<PostedWebhook>;
  /** Posts a status callback by hand. Rejects for an unknown sid. */
  postStatus(sid: string, url: string, status: string, errorCode?: number): Promise<PostedWebhook>;
  /** Resolves when all accepted messages have run through their statuses and callbacks. */
  settled(): Promise<void>;
  /** Forgets messages and logs. */
  clear(): void;
}

export interface TwilioSimulatorLog {
  /** Every create request, by arrival. */
  readonly creates: readonly CreateLogEntry[];
  /** Every webhook posted, by time. */
  readonly webhooks: readonly PostedWebhook[];
  /** Resolves when so many create requests have arrived. */
  until(creates: number): Promise<void>;
}

export interface TwilioSimulator {
  url: string;
  close(): Promise<void>;
  control: TwilioSimulatorControl;
  log: TwilioSimulatorLog;
}

/** Body of `POST /__control`, done in the order of its fields; answers with the webhook's outcome when one was posted. */
export interface ControlCommand extends SettingsChange {
  clear?: boolean;
  recover?: boolean;
  /** `refuse` lasts `forMs`, one second when absent. */
  outage?: { mode: OutageMode; forMs?: number };
  inbound?: InboundMessage;
  status?: { sid: string; url: string; status: string; errorCode?: number };
  settled?: boolean;
}
