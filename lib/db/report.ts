import type { Transaction } from "./sql";
import type { Context } from "@/lib/context/context";

const REPORT_TIMEOUT_MS = 60_000;

/** Runs what reads much of the past: a statement may take a minute here, which a route otherwise has five seconds for. */
export function report<T>(ctx: Pick<Context, "db">, run: (db: Transaction) => Promise<T>): Promise<T> {
  return ctx.db.begin(async (db) => {
    await db`select set_config('statement_timeout', ${String(REPORT_TIMEOUT_MS)}, true)`;
    return run(db);
  }) as Promise<T>;
}
