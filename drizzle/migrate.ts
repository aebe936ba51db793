import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** Key of the advisory lock under which migrations run: several processes may start at once. */
const MIGRATION_LOCK = 7_261_001;
/** The newest migration of the pinned graphile-worker. */
const QUEUE_VERSION = 19;

/**
 * Brings a database to the newest schema, the product's and the queue's. Where it is there already this is one query, and the migrators, which
 * take a second to load, are not even loaded.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    if (await isCurrent(sql)) return;
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const [{ drizzle }, { migrate: runDrizzleMigrations }, { runMigrations: runQueueMigrations }] = await Promise.all([
      import("drizzle-orm/postgres-js"),
      import("drizzle-orm/postgres-js/migrator"),
      import("graphile-worker"),
    ]);
    await runDrizzleMigrations(drizzle(sql), { migrationsFolder: FOLDER });
    await runQueueMigrations({ connectionString: databaseUrl });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function isCurrent(sql: postgres.Sql): Promise<boolean> {
  const journal = JSON.parse(readFileSync(path.join(FOLDER, "meta/_journal.json"), "utf8")) as { entries: { when: number }[] };
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  const [tables] = await sql<{ present: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null and to_regclass('graphile_worker.migrations') is not null as present`;
  if (!tables?.present) return false;
  const [row] = await sql<{ current: boolean }[]>`
    select (select max(created_at) from drizzle.__drizzle_migrations) >= ${newest}
       and (select max(id) from graphile_worker.migrations) >= ${QUEUE_VERSION} as current`;
  return row?.current ?? false;
}
