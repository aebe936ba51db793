import { bigint, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Processes that run or ran: who measures, and which build since when. */
export const processes = pgTable(
  "processes",
  {
    id: text("id").primaryKey(),
    /** web, worker or gateway. */
    kind: text("kind").notNull(),
    host: text("host").notNull(),
    pid: integer("pid").notNull(),
    build: text("build").notNull(),
    startedAt: instant("started_at").notNull().defaultNow(),
    seenAt: instant("seen_at").notNull().defaultNow(),
    stoppedAt: instant("stopped_at"),
    /** What it last said of itself: memory, pool, open streams. */
    state: jsonb("state").$type<Record<string, number>>().notNull().default({}),
  },
  (t) => [index("processes_started_at_idx").on(t.startedAt)],
);

/**
 * What was measured in a span of time: a histogram a row, in log-linear buckets (lib/measure/histogram.ts) of which only those that hold something
 * are kept. Durations are microseconds, percentages hundredths. Minutes are a process's own; after two hours they are merged into quarters of
 * an hour of all processes together, whose `process_id` is empty.
 */
export const measurements = pgTable(
  "measurements",
  {
    at: instant("at").notNull(),
    spanSeconds: integer("span_seconds").notNull(),
    processId: text("process_id").notNull(),
    kind: text("kind").notNull(),
    name: text("name").notNull(),
    outcome: text("outcome").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
    sum: doublePrecision("sum").notNull(),
    max: bigint("max", { mode: "number" }).notNull(),
    buckets: integer("buckets").array().notNull(),
    counts: bigint("counts", { mode: "number" }).array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.at, t.spanSeconds, t.processId, t.kind, t.name, t.outcome] })],
);
