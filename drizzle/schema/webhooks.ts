import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { clientes } from "./clientes";

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Addresses that are told of events. Secrets are sealed with a key made from AUTH_SECRET. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    url: text("url").notNull(),
    events: text("events").array().notNull(),
    /** The tenant it belongs to, told of its own events only; null for staff. */
    clienteId: bigint("cliente_id", { mode: "number" }).references(() => clientes.id),
    status: text("status").notNull().default("active"),
    secret: text("secret").notNull(),
    previousSecret: text("previous_secret"),
    /** Until then the secret before signs too. */
    previousUntil: instant("previous_until"),
    /** Since when nothing has been delivered. */
    failingSince: instant("failing_since"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [check("webhook_endpoints_status_check", sql`${t.status} in ('active','paused','disabled')`)],
);

/** What signs the one-off deliveries that an owner's jobs ask for by `webhook_url`. */
export const webhookOwnerSecrets = pgTable("webhook_owner_secrets", {
  owner: text("owner").primaryKey(),
  secret: text("secret").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** One event for one address, and what became of it. Its id is the `webhook-id`. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    messageId: text("message_id").notNull(),
    endpointId: bigint("endpoint_id", { mode: "number" }).references(() => webhookEndpoints.id, { onDelete: "cascade" }),
    /** Of a one-off delivery: where to, and whose secret signs. */
    url: text("url"),
    owner: text("owner"),
    event: text("event").notNull(),
    /** The id of what the event is about. */
    subject: text("subject").notNull(),
    /** The data of the body as JSON text, fixed when the event happened or at the first attempt: every repeat sends the same. */
    body: text("body"),
    status: text("status").notNull().default("pending"),
    attempts: integer("attempts").notNull().default(0),
    responseStatus: integer("response_status"),
    /** The first kilobyte of what the address answered. */
    responseBody: text("response_body"),
    error: text("error"),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastAttemptAt: instant("last_attempt_at"),
    nextAttemptAt: instant("next_attempt_at"),
    deliveredAt: instant("delivered_at"),
  },
  (t) => [
    index("webhook_deliveries_endpoint_idx").on(t.endpointId, t.id),
    index("webhook_deliveries_created_at_idx").on(t.createdAt),
    check("webhook_deliveries_status_check", sql`${t.status} in ('pending','delivered','failed')`),
  ],
);
