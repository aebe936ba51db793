import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Processes that cache: a write is answered when each has dropped what it ended. Unlogged: a registration does not outlive its connection. */
export const cacheProcesses = pgTable("cache_processes", {
  id: text("id").primaryKey(),
  seenAt: timestamp("seen_at", { withTimezone: true }).notNull(),
});
