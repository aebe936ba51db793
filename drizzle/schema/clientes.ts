import { bigint, boolean, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Tenants: the companies whose leads these are. */
export const clientes = pgTable("clientes", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
  name: text("name").notNull().unique(),
  active: boolean("active").notNull().default(true),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
