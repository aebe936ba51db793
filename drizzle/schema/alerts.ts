import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What somebody should look at, of every room. At most one of a kind and subject is open. */
export const alerts = pgTable(
  "alerts",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text("kind").notNull(),
    /** What it is about: a job's public id, a campaign's id, a host; empty where the system as a whole is meant. */
    subject: text("subject").notNull().default(""),
    severity: text("severity").notNull(),
    params: jsonb("params").$type<Record<string, string | number | null>>().notNull().default({}),
    raisedAt: instant("raised_at").notNull().defaultNow(),
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    resolvedAt: instant("resolved_at"),
    /** How often its condition was found to hold. */
    evaluations: integer("evaluations").notNull().default(1),
  },
  (t) => [
    uniqueIndex("alerts_open_key").on(t.kind, t.subject).where(sql`${t.resolvedAt} is null`),
    index("alerts_raised_at_idx").on(t.raisedAt),
    check("alerts_severity_check", sql`${t.severity} in ('warning','critical')`),
  ],
);

/** How often in a row a measured condition was bad or good: kept here, so that it outlives the process that judges. */
export const alertStreaks = pgTable(
  "alert_streaks",
  {
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    bad: integer("bad").notNull().default(0),
    good: integer("good").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.kind, t.subject] })],
);
