import { bigint, boolean, check, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { jobs } from "./jobs";

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Records that a run has counted, so that one that comes twice counts once. Emptied when the next run begins. */
export const wisproSeen = pgTable(
  "wispro_seen",
  {
    jobId: bigint("job_id", { mode: "number" }).notNull(),
    /** Wispro's id; a record that has none readable is known by its place. */
    idWispro: text("id_wispro").notNull(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.idWispro] })],
);

/** Clients that were skipped for what they say, so that a run need not read them again while they say the same. */
export const wisproSkipped = pgTable("wispro_skipped", {
  idWispro: text("id_wispro").primaryKey(),
  /** Of what Wispro said: as `users.wispro_digest`. */
  digest: text("digest").notNull(),
  reason: text("reason").notNull(),
  /** As the report has it. */
  detail: jsonb("detail").$type<Record<string, unknown>>().notNull(),
});

/**
 * The pages of the last run, if it read the whole list in one pass and every client on it stood or was skipped at its end. A page that comes again byte for
 * byte, nothing about its users having changed since, need not be read.
 */
export const wisproPages = pgTable("wispro_pages", {
  page: integer("page").primaryKey(),
  /** The run that read it; without its report there is nothing to repeat. */
  jobId: bigint("job_id", { mode: "number" }).notNull().references(() => jobs.id, { onDelete: "cascade" }),
  /** Of the page's records as they came, and of how they are read. */
  digest: text("digest").notNull(),
  /** `wispro_changes` when it was read. */
  changes: bigint("changes", { mode: "number" }).notNull(),
  /** Wispro's ids of the clients on it. */
  ids: text("ids").array().notNull(),
  skipped: integer("skipped").notNull(),
  /** A later run that has met it again, while it lasts. */
  passedBy: bigint("passed_by", { mode: "number" }),
});

/** One row: how often anything but a run changed what a run goes by in users. Counted by triggers. */
export const wisproChanges = pgTable(
  "wispro_changes",
  {
    one: boolean("one").primaryKey().default(true),
    changes: bigint("changes", { mode: "number" }).notNull().default(0),
  },
  (t) => [check("wispro_changes_one_check", sql`${t.one}`)],
);

/** Clients that the last runs could not attribute to one user. A person decides; until then nothing changes. */
export const wisproConflicts = pgTable(
  "wispro_conflicts",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    idWispro: text("id_wispro").notNull().unique(),
    reason: text("reason").notNull(),
    /** What Wispro says of the client, without its identity number. */
    client: jsonb("client").$type<Record<string, string | null>>().notNull(),
    /** The users that could be meant. */
    userIds: bigint("user_ids", { mode: "number" }).array().notNull(),
    jobId: bigint("job_id", { mode: "number" }).notNull(),
    foundAt: instant("found_at").notNull().defaultNow(),
    settledAt: instant("settled_at"),
    settledBy: text("settled_by"),
    /** `use_user` or `keep_apart`. */
    resolution: text("resolution"),
    userId: bigint("user_id", { mode: "number" }),
  },
  (t) => [
    check("wispro_conflicts_reason_check", sql`${t.reason} in ('two_users', 'user_claimed')`),
    check("wispro_conflicts_resolution_check", sql`${t.resolution} in ('use_user', 'keep_apart')`),
  ],
);

/** One row: what an admin switches on the page. */
export const wisproSettings = pgTable(
  "wispro_settings",
  {
    one: boolean("one").primaryKey().default(true),
    nightlyEnabled: boolean("nightly_enabled").notNull().default(false),
    initialCredentialsEnabled: boolean("initial_credentials_enabled").notNull().default(true),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [check("wispro_settings_one_check", sql`${t.one}`)],
);
