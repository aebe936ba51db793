import type { Actor } from "@/lib/auth/actor";
import type { Database, Transaction } from "@/lib/db/sql";
import type { Log } from "@/lib/log/log";

/** An Idempotency-Key as it came with a request, and the digest of what was asked. */
export interface IdempotencyClaim {
  key: string;
  requestHash: string;
}

/** What every verb is handed: who asks, where to read and write, and under which request. */
export interface Context {
  actor: Actor;
  db: Database;
  requestId: string;
  now: () => Date;
  log: Log;
  signal: AbortSignal;
  locale: Locale;
  idempotency?: IdempotencyClaim;
}

export type Locale = "es" | "en";

/** A context inside a transaction. */
export interface TransactionContext extends Omit<Context, "db"> {
  db: Transaction;
}
