import { boolean, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Processes that cache: a write is answered when each has dropped what it ended. Unlogged: a registration does not outlive its connection. */
export const cacheProcesses = pgTable("cache_processes", {
  id: text("id").primaryKey(),
  seenAt: timestamp("seen_at", { withTimezone: true }).notNull(),
});

/** Under which name what Redis holds may be used, and which run of Redis that is: one row (lib/cache/epoch.ts). */
export const cacheEpoch = pgTable("cache_epoch", {
  onlyOne: boolean("only_one").primaryKey().default(true),
  epoch: uuid("epoch").notNull(),
  redisRun: text("redis_run").notNull(),
});
