import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { clientes } from "./clientes";

const instant = (name: string) => timestamp(name, { withTimezone: true });
const count = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);

export const JOB_STATUSES = ["queued", "processing", "completed", "failed", "cancelling", "cancelled"] as const;

/** Every long work of every room is one row here; the queue's own rows only say that it is to run. */
export const jobs = pgTable(
  "jobs",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    /** What the API calls `job_id`. */
    publicId: text("public_id").notNull().unique(),
    kind: text("kind").notNull(),
    status: text("status").notNull().default("queued"),
    priority: text("priority").notNull().default("normal"),
    ownerKind: text("owner_kind").notNull(),
    ownerId: bigint("owner_id", { mode: "number" }),
    ownerName: text("owner_name").notNull(),
    clienteId: bigint("cliente_id", { mode: "number" }).references(() => clientes.id),
    parentId: bigint("parent_id", { mode: "number" }),
    /** What was asked, as the room's schema parsed it. */
    input: jsonb("input").notNull(),
    webhookUrl: text("webhook_url"),
    total: count("total"),
    processed: count("processed"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    failed: count("failed"),
    /** Counters of a kind's own, by name. */
    counters: jsonb("counters").$type<Record<string, number>>().notNull().default({}),
    /** Where the next chunk begins. */
    cursor: bigint("cursor", { mode: "number" }).notNull().default(0),
    /** How often a worker took the job up after a failure. */
    attempts: integer("attempts").notNull().default(0),
    error: text("error"),
    timeLimitSeconds: integer("time_limit_seconds").notNull().default(900),
    /** Rises with every change, so that events can be ordered. */
    version: bigint("version", { mode: "number" }).notNull().default(1),
    workerId: text("worker_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    progressAt: instant("progress_at"),
    stuckAt: instant("stuck_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    index("jobs_owner_idx").on(t.ownerKind, t.ownerId, t.createdAt),
    index("jobs_pending_idx").on(t.id).where(sql`${t.status} in ('queued','processing','cancelling')`),
    index("jobs_cliente_id_idx").on(t.clienteId, t.id),
    // Two runs at once would read the same pages and meet each other's changes.
    uniqueIndex("jobs_one_wispro_run_key").on(t.kind).where(sql`${t.kind} = 'wispro_sync' and ${t.finishedAt} is null`),
    // The overview: what ended in the last day, and today's and yesterday's work by the hour.
    index("jobs_finished_at_idx").on(t.finishedAt),
    index("jobs_parent_id_idx").on(t.parentId).where(sql`${t.parentId} is not null`),
    check("jobs_status_check", sql`${t.status} in ('queued','processing','completed','failed','cancelling','cancelled')`),
    check("jobs_priority_check", sql`${t.priority} in ('low','normal','high')`),
    check("jobs_counts_check", sql`${t.processed} = ${t.updated} + ${t.unchanged} + ${t.failed}`),
  ],
);

/** A job's input, frozen when it was accepted and cut into chunks; a worker reads one at a time, whatever the job's size. */
export const jobChunks = pgTable(
  "job_chunks",
  {
    jobId: bigint("job_id", { mode: "number" }).notNull(),
    seq: integer("seq").notNull(),
    /** Ids to work on. */
    ids: bigint("ids", { mode: "number" }).array(),
    /** Or rows to bring in. */
    rows: jsonb("rows"),
    size: integer("size").notNull(),
    updated: integer("updated"),
    unchanged: integer("unchanged"),
    failed: integer("failed"),
    durationMs: integer("duration_ms"),
    createdAt: instant("created_at").notNull().defaultNow(),
    doneAt: instant("done_at"),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.seq] })],
);

/** One row for every item that a job could not do. `item` is a lead's id, or a line of a file. */
export const jobFailures = pgTable(
  "job_failures",
  {
    jobId: bigint("job_id", { mode: "number" }).notNull().references(() => jobs.id, { onDelete: "cascade" }),
    item: bigint("item", { mode: "number" }).notNull(),
    error: text("error").notNull(),
    detail: jsonb("detail").$type<Record<string, unknown>>(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.item] })],
);

/** Processes that take jobs. A row whose advisory lock is free belongs to a dead one. */
export const workerPools = pgTable("worker_pools", {
  /** graphile-worker's `locked_by`. */
  poolId: text("pool_id").primaryKey(),
  lockKey: bigint("lock_key", { mode: "number" }).notNull(),
  host: text("host").notNull(),
  pid: integer("pid").notNull(),
  concurrency: integer("concurrency").notNull(),
  startedAt: instant("started_at").notNull().defaultNow(),
  seenAt: instant("seen_at").notNull().defaultNow(),
  stoppedAt: instant("stopped_at"),
  /** When others found that it had ended without saying so. */
  lostAt: instant("lost_at"),
});
