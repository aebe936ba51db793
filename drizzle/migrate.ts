import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runDrizzleMigrations } from "drizzle-orm/postgres-js/migrator";
import { runMigrations as runQueueMigrations } from "graphile-worker";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** Key of the advisory lock under which migrations run: several processes may start at once. */
const MIGRATION_LOCK = 7_261_001;

/** Brings a database to the newest schema, the product's and the queue's; does nothing quickly where it is there already. */
export async function migrate(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await runDrizzleMigrations(drizzle(sql), { migrationsFolder: FOLDER });
    await runQueueMigrations({ connectionString: databaseUrl });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
