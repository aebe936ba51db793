import type postgres from "postgres";
import { isLost } from "./guard";
import type { Database, Transaction } from "./sql";
import type { Context } from "@/lib/context/context";

const REPORT_TIMEOUT_MS = 60_000;

/** Runs what reads much of the past: a statement may take a minute here, which a route otherwise has five seconds for. */
export function report<T>(ctx: Pick<Context, "db">, run: (db: Transaction) => Promise<T>): Promise<T> {
  return ctx.db.begin(async (db) => {
    await limit(db, REPORT_TIMEOUT_MS);
    return run(db);
  }) as Promise<T>;
}

/**
 * What a statement answers, a batch at a time and each when it is asked for, as of the moment the first is. Each batch may take as long as a report, and so may whoever
 * reads take between two of them. For a cursor of the driver PostgreSQL counts `statement_timeout` once for all batches, the reader's time among it.
 * Holds a connection until it is read to its end or left.
 */
export async function* readInBatches<T extends object>(db: Database, statement: postgres.PendingQuery<T[]>, size: number, timeoutMs = REPORT_TIMEOUT_MS): AsyncGenerator<T[]> {
  const opened = deferred<Transaction>();
  const left = deferred<void>();
  let [isGone, failure]: [boolean, unknown] = [false, undefined];
  const ended = db.begin(async (tx) => {
    await limit(tx, timeoutMs);
    await tx`declare batches no scroll cursor for ${statement}`;
    opened.resolve(tx);
    await left.promise;
  }).catch((error: unknown) => {
    [isGone, failure] = [true, error];
    opened.reject(error);
  });
  try {
    const tx = await opened.promise;
    let rows: T[];
    do {
      if (isGone) throw failure;
      rows = await tx.unsafe<T[]>(`fetch ${size} from batches`);
      if (rows.length > 0) yield rows;
    } while (rows.length === size);
  } catch (error) {
    isGone ||= isLost(error);
    throw error;
  } finally {
    // Over a lost connection the driver could not say that the transaction ends, and has told of it.
    if (!isGone) left.resolve();
    await ended;
  }
}

async function limit(db: Transaction, timeoutMs: number): Promise<void> {
  await db`select set_config('statement_timeout', ${String(timeoutMs)}, true), set_config('idle_in_transaction_session_timeout', ${String(timeoutMs)}, true)`;
}

function deferred<T>() {
  let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve: (value: T) => resolve(value), reject: (error: unknown) => reject(error) };
}
