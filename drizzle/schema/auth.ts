import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, jsonb, pgTable, smallint, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { clientes } from "./clientes";

const id = () => bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity();
const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Roles of contract: who may do what is decided in lib/auth/roles.ts. */
export const ROLES = ["admin", "operator", "viewer", "cliente", "gateway", "subscriber"] as const;

/**
 * People: the console's own and the ISP's customers. `email` here is what a person signs in with; a contact address,
 * which families share, is `contact_email`. The indexes by name, by zone and by words, and the triggers that count, are in the migrations.
 */
export const users = pgTable(
  "users",
  {
    id: id(),
    name: text("name").notNull(),
    /** The name without capitals, accents and signs: people are in its order, by bytes (the migrations say so, here and of what is kept of it below). */
    nameKey: text("name_key").notNull().generatedAlwaysAs(sql`user_name_key(name)`),
    email: text("login_email"),
    contactEmail: text("email"),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    role: text("role").notNull().default("viewer"),
    clienteId: bigint("cliente_id", { mode: "number" }).references(() => clientes.id),
    active: boolean("active").notNull().default(true),
    /** Own limits, which override the settings: {"max_pending_jobs":20,…}. */
    limits: jsonb("limits").$type<Record<string, number>>(),
    /** What a person calls the customer by on the phone; generated. */
    code: text("code"),
    idWispro: text("id_wispro"),
    /** Wispro's own number of the client, as people quote it. */
    wisproNumber: text("wispro_number"),
    /** Letter and digits, as `V12345678`: lib/wispro/identity.ts. */
    identity: text("identity"),
    /** An admin decided that the identity number in Wispro is another user's: it is neither matched nor written. */
    identityApart: boolean("identity_apart").notNull().default(false),
    /** E.164; what could not be read as a number stands in the raw columns as it came. */
    phone: text("phone"),
    phoneRaw: text("phone_raw"),
    phoneMobile: text("phone_mobile"),
    phoneMobileRaw: text("phone_mobile_raw"),
    address: text("address"),
    city: text("city"),
    zone: text("zone"),
    /** Fields that a Wispro run leaves as they are. */
    pinned: text("pinned").array().notNull().default(sql`'{}'::text[]`),
    /** Keyed digest of the first password, until a password is chosen: lib/wispro/initial-credential.ts. */
    initialCredential: text("initial_credential"),
    failedSignIns: integer("failed_sign_ins").notNull().default(0),
    lockedUntil: instant("locked_until"),
    /** Of what Wispro said when a run last wrote this row; a trigger forgets it when anything else changes what a run writes. */
    wisproDigest: text("wispro_digest"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    index("users_inactive_idx").on(t.id, t.role).where(sql`not ${t.active}`),
    index("users_staff_idx").on(t.role, t.id, t.active).where(sql`${t.role} <> 'subscriber'`),
    index("users_staff_name_idx").on(t.role, t.nameKey, t.id, t.active).where(sql`${t.role} <> 'subscriber'`),
    uniqueIndex("users_login_email_key").on(t.email),
    uniqueIndex("users_code_key").on(t.code).where(sql`${t.code} is not null`),
    uniqueIndex("users_id_wispro_key").on(t.idWispro).where(sql`${t.idWispro} is not null`),
    uniqueIndex("users_identity_key").on(t.identity).where(sql`${t.identity} is not null`),
    check("users_role_check", sql`${t.role} in ('admin','operator','viewer','cliente','gateway','subscriber')`),
    check("users_cliente_check", sql`(${t.role} = 'cliente') = (${t.clienteId} is not null)`),
  ],
);

/**
 * How many users there are, by role and `active`, in each run of ids: 4,096 ids of all zones (zone ''), 65,536 of one. Triggers append what each
 * statement changes, as one row a combination, and the worker folds them: writers never wait for each other. See docs/decisions/0050-pages-of-users.md.
 */
export const userCounts = pgTable(
  "user_counts",
  {
    zone: text("zone").notNull(),
    bucket: bigint("bucket", { mode: "number" }).notNull(),
    role: text("role").notNull(),
    active: boolean("active").notNull(),
    n: bigint("n", { mode: "number" }).notNull(),
  },
  (t) => [index("user_counts_idx").on(t.zone, t.bucket, t.role, t.active, t.n)],
);

/** The names at which runs of users by name begin, in order; users before the first are run 0. One row. The worker makes them anew as the table grows. */
export const userNameRuns = pgTable(
  "user_name_runs",
  {
    one: boolean("one").primaryKey().default(true),
    names: text("names").array().notNull().default(sql`'{}'::text[]`),
    /** Users in the largest run when they were made. */
    largest: bigint("largest", { mode: "number" }).notNull().default(0),
  },
  (t) => [check("user_name_runs_one_check", sql`${t.one}`)],
);

/** How many users there are in each run of names, by zone ('' is all), role ('' is all) and `active`, but for what `user_name_changes` holds. */
export const userNameCounts = pgTable(
  "user_name_counts",
  {
    zone: text("zone").notNull(),
    run: integer("run").notNull(),
    role: text("role").notNull(),
    active: boolean("active").notNull(),
    n: bigint("n", { mode: "number" }).notNull(),
  },
  (t) => [index("user_name_counts_idx").on(t.zone, t.role, t.run, t.active, t.n)],
);

/** Users that came (n = 1) or went (n = -1) since the worker last folded: a row a statement. Names, not runs: it holds whatever the runs are when it is read. */
export const userNameChanges = pgTable("user_name_changes", {
  n: smallint("n").notNull(),
  role: text("role").notNull(),
  active: boolean("active").notNull(),
  names: text("names").array().notNull(),
  /** Beside each name its user's zone, or ''. */
  zones: text("zones").array().notNull(),
});

export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    token: text("token").notNull().unique(),
    userId: bigint("user_id", { mode: "number" }).notNull().references(() => users.id, { onDelete: "cascade" }),
    expiresAt: instant("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [index("sessions_user_id_idx").on(t.userId)],
);

export const accounts = pgTable(
  "accounts",
  {
    id: id(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    issuer: text("issuer"),
    userId: bigint("user_id", { mode: "number" }).notNull().references(() => users.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [index("accounts_user_id_idx").on(t.userId)],
);

export const verifications = pgTable(
  "verifications",
  {
    id: id(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [index("verifications_identifier_idx").on(t.identifier)],
);

/** API keys: only the SHA-256 of the key is kept; 256 random bits need no slow hash. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    name: text("name").notNull(),
    keyHash: text("key_hash").notNull().unique(),
    /** The first characters, to tell keys apart on screen. */
    prefix: text("prefix").notNull(),
    role: text("role").notNull(),
    clienteId: bigint("cliente_id", { mode: "number" }).references(() => clientes.id),
    limits: jsonb("limits").$type<Record<string, number>>(),
    createdBy: bigint("created_by", { mode: "number" }).references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    check("api_keys_role_check", sql`${t.role} in ('admin','operator','viewer','cliente','gateway')`),
    check("api_keys_cliente_check", sql`(${t.role} = 'cliente') = (${t.clienteId} is not null)`),
  ],
);
