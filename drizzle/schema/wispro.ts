import { bigint, boolean, check, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

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
