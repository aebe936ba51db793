import { type Actor, type OwnLimits, SYSTEM } from "@/lib/auth/actor";
import type { Context } from "@/lib/context/context";
import { type Database, openDatabase, type Transaction } from "./sql";
import pino from "pino";

class RollBack extends Error {}

let pool: Database | undefined;

/** The tests' pool, on the throw-away database that the test run's set-up made. */
export function testDatabase(): Database {
  pool ??= openDatabase(process.env.DATABASE_URL!, { max: 20, applicationName: "tanda test", statementTimeoutMs: 60_000 });
  return pool;
}

/** Closes the tests' pool; call it when a file's tests have ended. */
export async function closeTestDatabase(): Promise<void> {
  const open = pool;
  pool = undefined;
  await open?.end({ timeout: 5 });
}

/** A context on a database of the tests. */
export function testContext(db: Database, actor: Actor = SYSTEM): Context {
  return {
    actor,
    db,
    requestId: "test",
    now: () => new Date(),
    log: pino({ level: "silent" }),
    signal: new AbortController().signal,
    locale: "es",
  };
}

/** Runs a test inside a transaction that is always rolled back; a verb's own transactions are savepoints of it. */
export async function rolledBack(test: (ctx: Context) => Promise<void>): Promise<void> {
  await testDatabase()
    .begin(async (tx) => {
      await test(testContext(asDatabase(tx)));
      throw new RollBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RollBack)) throw error;
    });
}

/** A transaction that verbs take for a pool: `begin` opens a savepoint. */
function asDatabase(tx: Transaction): Database {
  return new Proxy(tx, {
    get: (target, name) => (name === "begin" ? target.savepoint.bind(target) : Reflect.get(target, name)),
  }) as unknown as Database;
}

let nextKeyId = 1_000_000;

/** Somebody with a key of their own; no limit stands in the way unless given. */
export function keyActor(role: Actor["role"], options: { clienteId?: number; limits?: OwnLimits } = {}): Actor {
  return {
    kind: "key",
    id: nextKeyId++,
    name: `${role} key`,
    role,
    clienteId: options.clienteId ?? null,
    limits: { cooldown_seconds: 0, max_pending_jobs: 1000, max_jobs_per_day: 10_000, max_leads_per_day: 10_000_000, ...options.limits },
  };
}

/** Adds a tenant. Answers its id. */
export async function addCliente(ctx: Pick<Context, "db">, name = `Empresa ${crypto.randomUUID()}`): Promise<number> {
  const [row] = await ctx.db<{ id: number }[]>`insert into clientes (name) values (${name}) returning id`;
  return row!.id;
}

/** Adds leads to a tenant. Answers their ids, ascending. */
export async function addLeads(ctx: Pick<Context, "db">, clienteId: number, count: number, estado = "nuevo"): Promise<number[]> {
  const rows = await ctx.db<{ id: number }[]>`
    insert into leads (cliente_id, name, phone, estado)
    select ${clienteId}, 'Lead ' || n, '+58412' || lpad(n::text, 7, '0'), ${estado} from generate_series(1, ${count}::int) n returning id`;
  return rows.map((row) => row.id).sort((a, b) => a - b);
}
