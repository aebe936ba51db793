import { bigint, check, customType, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { users } from "./auth";

const instant = (name: string) => timestamp(name, { withTimezone: true });
const big = (name: string) => bigint(name, { mode: "number" });
const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/**
 * A WhatsApp Web session. Three write here and never the same columns: the console what is wanted (`desired`), the gateway whose it is
 * (`gateway_id`, `epoch`), the receiving routes what was reported (`status…`, `qr…`). No reported column stands in an index, so that a report is a
 * heap-only update.
 */
export const whatsappSessions = pgTable(
  "whatsapp_sessions",
  {
    id: text("id").primaryKey(),
    userId: big("user_id").references(() => users.id, { onDelete: "set null" }),
    desired: text("desired").notNull().default("stopped"),
    /** Raised by each order of the console: a session that runs under an older one starts anew. */
    desiredNo: big("desired_no").notNull().default(0),
    gatewayId: text("gateway_id"),
    /** Raised by each change of owner; what an earlier owner still reports is older than anything of this one's. */
    epoch: big("epoch").notNull().default(0),
    status: text("status").notNull().default("inactive"),
    statusEpoch: big("status_epoch").notNull().default(-1),
    statusSeq: big("status_seq").notNull().default(-1),
    statusAt: instant("status_at"),
    /** Why it is not active: a word of the gateway, `logged_out`, `replaced`, `qr_ended`, … */
    reason: text("reason"),
    closeCode: integer("close_code"),
    phone: text("phone"),
    name: text("name"),
    /** What a phone scans to pair: a secret, never shown but as a picture, emptied when it is used. */
    qr: text("qr"),
    qrEpoch: big("qr_epoch").notNull().default(-1),
    qrSeq: big("qr_seq").notNull().default(-1),
    qrExpiresAt: instant("qr_expires_at"),
    lastSeenAt: instant("last_seen_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    check("whatsapp_sessions_desired_check", sql`${t.desired} in ('running', 'stopped', 'logged_out')`),
    check("whatsapp_sessions_status_check", sql`${t.status} in ('pending', 'active', 'inactive', 'failed')`),
    index("whatsapp_sessions_created_at_idx").on(t.createdAt, t.id),
    uniqueIndex("whatsapp_sessions_user_id_key").on(t.userId).where(sql`${t.desired} <> 'logged_out'`),
    index("whatsapp_sessions_gateway_id_idx").on(t.gatewayId),
  ],
);

/** What Baileys has to remember of a session, encrypted. */
export const whatsappAuth = pgTable(
  "whatsapp_auth",
  {
    sessionId: text("session_id").notNull(),
    kind: text("kind").notNull(),
    keyId: text("key_id").notNull(),
    value: bytea("value").notNull(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.kind, t.keyId] })],
);

/** Gateways that live, each while the advisory lock of its key is held. */
export const whatsappGateways = pgTable("whatsapp_gateways", {
  id: text("id").primaryKey(),
  pid: integer("pid").notNull(),
  host: text("host").notNull(),
  url: text("url").notNull(),
  startedAt: instant("started_at").notNull().defaultNow(),
  heartbeatAt: instant("heartbeat_at").notNull().defaultNow(),
  lockKey: big("lock_key").notNull(),
});

/** What gateways have still to tell the web: the newest of each session, so that a killed one loses nothing. Never a QR's text. */
export const whatsappOutbox = pgTable(
  "whatsapp_outbox",
  {
    sessionId: text("session_id").notNull(),
    kind: text("kind").notNull(),
    epoch: big("epoch").notNull(),
    seq: big("seq").notNull(),
    payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.kind] }), check("whatsapp_outbox_kind_check", sql`${t.kind} in ('qr', 'status')`)],
);
