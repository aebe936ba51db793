import { type DatabaseClock, localNow } from "./clock";
import type { GrantAnswer, GrantWish } from "./grant";
import { BREAKER_FAILURES, horizonSeconds, type SendingOptions, toleranceSeconds } from "./options";
import type { Verdict } from "./outcome";
import type { Database } from "@/lib/db/sql";
import type { BusMessage } from "@/lib/events/bus";

/** What a worker has to tell of a sender's messages and what it wants of it. */
export interface Turn {
  senderId: number;
  workerId: string;
  outcomes: Verdict[];
  news: BusMessage[];
  wish: GrantWish | null;
}

export interface TurnAnswer {
  /** The breaker after the outcomes; null without outcomes. */
  breaker: "closed" | "open" | "half-open" | null;
  /** Null without a wish. */
  grant: GrantAnswer | null;
  /** Messages of the sender that are granted and not accounted for, of all workers. */
  inFlight: number;
}

interface Row {
  breaker: { breaker: NonNullable<TurnAnswer["breaker"]> } | null;
  answer: GrantAnswer | null;
  inFlight: number;
}

/**
 * Writes outcomes and asks for starts, all or nothing, in one call: it marks the recipients `sending` and takes their slots. Whoever holds a grant must start
 * it at its slot or record it as unstarted.
 */
export async function takeTurn(db: Database, clock: DatabaseClock, { senderId, workerId, outcomes, news, wish }: Turn, options: SendingOptions): Promise<TurnAnswer> {
  const rate = options.messagesPerSecond;
  const marks = outcomes.map((verdict) => verdict.mark).join("");
  const failure = outcomes.findLast((verdict) => verdict.failure)?.failure ?? null;
  const askedAt = localNow();
  const [row] = await db<{ beganAt: number; turn: Row; doneAt: number }[]>`
    select extract(epoch from statement_timestamp())::float8 as "beganAt", campaign_turn(${senderId}, ${workerId}, ${JSON.stringify(outcomes.map((verdict) => verdict.row))}::text::jsonb, ${marks}, ${BREAKER_FAILURES}, ${failure},
      ${JSON.stringify(outcomes.flatMap((verdict) => verdict.optOut ?? []))}::text::jsonb, ${JSON.stringify(outcomes.flatMap((verdict) => verdict.pause ?? []))}::text::jsonb,
      ${JSON.stringify(news)}::text::jsonb, ${wish && JSON.stringify(wish)}::text::jsonb,
      ${rate}, ${options.maxConcurrent}, ${horizonSeconds(rate)}, ${toleranceSeconds(rate)}, ${options.probeSeconds}, ${options.timeZone}) as turn,
      extract(epoch from clock_timestamp())::float8 as "doneAt"`;
  clock.read(row!, askedAt, localNow());
  const { breaker, answer, inFlight } = row!.turn;
  return { breaker: breaker?.breaker ?? null, grant: answer, inFlight };
}
