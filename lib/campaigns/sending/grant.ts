/** The right to start one message at one instant. */
export interface Grant {
  n: number;
  phone: string;
  variables: Record<string, string>;
  grantNo: number;
  attempts: number;
  /** Epoch seconds of the database's clock: the start lies between this and the tolerance after it. */
  slot: number;
  /** The permit that carries the start. */
  permit: number;
}

/** When a granted start truly was: permit, slot and instant, epoch seconds; null for one that never was. */
export type SpentPermit = [permit: number, slot: number, at: number | null];

/** What the sender's row said to a wish for starts. */
export type GrantAnswer =
  | { outcome: "granted"; rows: Grant[]; probe: boolean }
  /** `halted`: the campaign is not sending. `quiet`: its quiet hours. `capped`: the sender's day is used up. */
  | { outcome: "halted" | "quiet" | "capped" }
  /** `breaker`: open. `busy`: enough in flight. `wait`: no slot free within the horizon. */
  | { outcome: "breaker" | "busy" | "wait"; retry_in_ms: number }
  /** Nothing to send now; `pending` wait for their time, the first in `retry_in_ms`. */
  | { outcome: "empty"; pending: number; retry_in_ms: number | null };

/** Up to `want` starts of a range of recipients. */
export interface GrantWish {
  campaign: number;
  from: number;
  to: number;
  want: number;
  /** What became of this process's permits since its last wish. */
  spent: SpentPermit[];
}
