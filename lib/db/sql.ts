import postgres from "postgres";
import { Gate, type GateOptions } from "./gate";
import { guard } from "./guard";
import { connectionBudget, poolSize } from "./pool-size";
import { settings } from "@/lib/config/env";
import { log } from "@/lib/log/log";

/** 64-bit integers come as numbers: every id and counter of this product stays under 2^53. */
const int8 = { to: 20, from: [20], serialize: (value: number) => String(value), parse: Number };

type Types = { bigint: number };

/** A pool of connections; tagged templates run on any of them. */
export type Database = postgres.Sql<Types>;
/** One open transaction. */
export type Transaction = postgres.TransactionSql<Types>;
/** Whatever a statement can run on. */
export type Queryable = Database | Transaction;

export interface PoolOptions {
  /** Most connections at once. */
  max: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Milliseconds after which the server ends a statement. */
  statementTimeoutMs: number;
  /** Called with each statement as it is sent. */
  onStatement?: (text: string) => void;
  /** Called with each notice of the server; dropped otherwise. */
  onNotice?: (text: string) => void;
}

/** Opens a pool; connections are made when first needed, recycled after 30 min, idle ones closed after 60 s. */
export function openDatabase(url: string, options: PoolOptions): Database {
  return postgres(url, {
    max: options.max,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    connect_timeout: 5,
    onnotice: ({ message }) => options.onNotice?.(String(message)),
    ...(options.onStatement && { debug: (_connection: number, text: string) => options.onStatement?.(text) }),
    types: { bigint: int8 },
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs,
      lock_timeout: Math.min(options.statementTimeoutMs, 10_000),
      idle_in_transaction_session_timeout: 30_000,
    },
  });
}

// Next.js bundles each route apart: the pool hangs on the process, so that all of them share one.
const shared = globalThis as typeof globalThis & { tandaDatabase?: { db: Database; gate: Gate } };

/** A request waits for a connection for as long as somebody would in front of a screen; work behind the scenes waits its turn. */
const WAITING = {
  web: { maxWaiting: 1_000, waitMs: 2_000 },
  worker: { maxWaiting: Infinity, waitMs: Infinity },
} as const satisfies Record<string, Omit<GateOptions, "max">>;

const STATEMENT_TIMEOUT_MS = { web: 5_000, worker: 30_000, cli: 0 } as const;

/** The process's pool. */
export function database(): Database {
  const kind = (process.env.TANDA_PROCESS ?? "web") as keyof typeof STATEMENT_TIMEOUT_MS;
  shared.tandaDatabase ??= openGuarded(kind);
  return shared.tandaDatabase.db;
}

function openGuarded(kind: keyof typeof STATEMENT_TIMEOUT_MS): { db: Database; gate: Gate } {
  const max = kind === "worker" ? settings().WORKER_CONCURRENCY + 4 : settings().DATABASE_POOL_MAX;
  const db = openDatabase(settings().DATABASE_URL, {
    max,
    applicationName: `tanda ${kind}`,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS[kind] ?? STATEMENT_TIMEOUT_MS.web,
  });
  const gate = new Gate({ max, ...WAITING[kind === "web" ? "web" : "worker"] });
  return { db: guard(db, gate), gate };
}

/** Connections of the process's pool that are in use, how many there may be, and who waits for one. */
export function poolUse(): { inUse: number; max: number; waiting: number } | null {
  const gate = shared.tandaDatabase?.gate;
  return gate ? { inUse: gate.inUse, max: gate.max, waiting: gate.waiting } : null;
}

/** Fits the process's pool to what the server has and how many share it; asked again and again, since processes come and go. */
export async function fitPool(): Promise<void> {
  const kind = process.env.TANDA_PROCESS ?? "web";
  const { db, gate } = shared.tandaDatabase ?? {};
  if (!db || !gate || (kind !== "web" && kind !== "worker" && kind !== "gateway")) return;
  const budget = await connectionBudget(db);
  const size = poolSize(kind, gate.options.max, budget, kind === "worker" ? settings().WORKER_CONCURRENCY + 2 : 0);
  if (size < gate.max) log().warn({ ...budget, pool: size, wanted: gate.options.max }, "the pool is smaller than wanted: the server's max_connections are shared by all processes");
  gate.resize(size);
}

/** Closes the process's pool, letting running statements end for up to five seconds. */
export async function closeDatabase(): Promise<void> {
  const open = shared.tandaDatabase;
  delete shared.tandaDatabase;
  await open?.db.end({ timeout: 5 });
}
