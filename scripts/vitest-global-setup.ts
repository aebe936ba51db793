import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The database that tests share, each in a transaction that it rolls back. */
    databaseUrl: string;
    /** Where a test may `create database … template tanda_template` for itself. */
    adminUrl: string;
  }
}

interface TestDatabase {
  adminUrl: string;
  databaseUrl: string;
  stop(): void;
}

/** Both projects with a database share one cluster; each loads this file anew, so what they share is on globalThis. */
const shared = globalThis as { tandaTestDatabase?: { users: number; opening: Promise<TestDatabase> } };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.tandaTestDatabase ??= { users: 0, opening: open() };
  const entry = shared.tandaTestDatabase;
  entry.users += 1;
  const database = await entry.opening;
  process.env.TEST_DATABASE_ADMIN_URL = database.adminUrl;
  process.env.DATABASE_URL = database.databaseUrl;
  project.provide("databaseUrl", database.databaseUrl);
  project.provide("adminUrl", database.adminUrl);
  return async () => {
    entry.users -= 1;
    if (entry.users === 0) database.stop();
  };
}

async function open(): Promise<TestDatabase> {
  const [{ openTestDatabase }, { migrate }] = await Promise.all([import("./lib/test-database.mjs"), import("../drizzle/migrate")]);
  return openTestDatabase(migrate);
}
