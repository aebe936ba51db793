import { MAX_ATTEMPTS, type SendingOptions } from "./options";
import type { Grant } from "./grant";
import { countsForBreaker, type SendOutcome } from "../twilio-errors";

/** What becomes of a granted recipient, as `campaign_record` takes it. */
export interface RecordRow {
  /** Campaign. */
  c: number;
  n: number;
  /** Grant number. */
  g: number;
  to: "sent" | "failed" | "pending" | "unknown";
  sid?: string;
  code?: number;
  reason?: string;
  /** True start, epoch seconds of the database's clock. */
  at?: number;
  /** Seconds until it may be tried or looked up again. */
  wait?: number;
  /** The attempt does not count. */
  refund?: boolean;
  /** Its start never took place. */
  unstarted?: boolean;
}

/** Everything that one answer changes. */
export interface Verdict {
  row: RecordRow;
  /** For the breaker: F, S, or nothing where we broke it off ourselves. */
  mark: "F" | "S" | "";
  failure?: string;
  optOut?: { phone: string; code: number };
  pause?: { c: number; reason: "provider_limit" | "provider_account"; code: number };
}

/** Where a recipient goes after an answer, by the classes of Twilio's codes. An attempt that the provider's own trouble took is given back. */
export function verdictOf(campaignId: number, grant: Grant, at: number, outcome: SendOutcome, options: SendingOptions): Verdict {
  const base = { c: campaignId, n: grant.n, g: grant.grantNo, at };
  const fault = countsForBreaker(outcome);
  const aborted = "reason" in outcome && outcome.reason === "aborted";
  const verdict: Pick<Verdict, "mark" | "failure"> = { mark: aborted ? "" : fault ? "F" : "S", ...(fault && { failure: failureName(outcome) }) };
  switch (outcome.kind) {
    case "accepted":
      return { ...verdict, row: { ...base, to: "sent", sid: outcome.sid } };
    case "rejected":
      return {
        ...verdict,
        row: { ...base, to: "failed", code: outcome.code, reason: outcome.class },
        ...(outcome.class === "suppress" && { optOut: { phone: grant.phone, code: outcome.code } }),
      };
    case "throttled":
      return { ...verdict, row: retried(base, grant, 20429, false, outcome.retryAfterMs) };
    case "retry":
      return { ...verdict, row: retried(base, grant, outcome.code, fault) };
    case "pause_campaign":
    case "stop_campaign": {
      const reason = outcome.kind === "pause_campaign" ? "provider_limit" : "provider_account";
      return { ...verdict, row: { ...base, to: "pending", refund: true }, pause: { c: campaignId, reason, code: outcome.code } };
    }
    case "unknown":
      return { ...verdict, row: { ...base, to: "unknown", reason: outcome.reason, wait: options.lookupSeconds } };
    case "not_sent":
      return { ...verdict, row: { ...base, to: "pending", reason: outcome.reason, refund: true, wait: 1 } };
  }
}

function retried(base: Pick<RecordRow, "c" | "n" | "g" | "at">, grant: Grant, code: number, refund: boolean, retryAfterMs = 0): RecordRow {
  if (!refund && grant.attempts >= MAX_ATTEMPTS) return { ...base, to: "failed", code, reason: "attempts_used" };
  return { ...base, to: "pending", code, refund, wait: Math.max(retryAfterMs / 1000, backoffSeconds(grant.attempts)) };
}

/** 1, 2, 4, 8 s on average, half of it by chance, so that what failed together does not come back together. */
function backoffSeconds(attempts: number): number {
  return 2 ** (attempts - 1) * (0.75 + Math.random() * 0.5);
}

function failureName(outcome: SendOutcome): string {
  return "reason" in outcome ? outcome.reason : "code" in outcome ? String(outcome.code) : outcome.kind;
}
