import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { clientes } from "./clientes";

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** The states a lead can be in: rows that an admin edits. */
export const estados = pgTable("estados", {
  code: text("code").primaryKey(),
  name: text("name").notNull(),
  color: text("color").notNull(),
  position: integer("position").notNull(),
  active: boolean("active").notNull().default(true),
});

/**
 * `estado` stands in no index, and the pages keep room, so that a change of state is a heap-only update: see
 * docs/decisions/0003-lead-indexes.md. The table's fillfactor, its trigram index and its counting triggers are in the migrations.
 */
export const leads = pgTable(
  "leads",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    clienteId: bigint("cliente_id", { mode: "number" }).notNull().references(() => clientes.id),
    externalId: text("external_id"),
    name: text("name").notNull(),
    phone: text("phone"),
    email: text("email"),
    city: text("city"),
    estado: text("estado").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("leads_external_id_key").on(t.clienteId, t.externalId).where(sql`${t.externalId} is not null`),
    index("leads_cliente_id_idx").on(t.clienteId, t.id),
    index("leads_created_at_idx").on(t.createdAt, t.id),
  ],
);

/** One row for every change of a lead's state. */
export const leadHistory = pgTable(
  "lead_history",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    leadId: bigint("lead_id", { mode: "number" }).notNull(),
    /** Null when the lead was created in this state. */
    fromEstado: text("from_estado"),
    toEstado: text("to_estado").notNull(),
    jobId: bigint("job_id", { mode: "number" }),
    actorKind: text("actor_kind").notNull(),
    actorId: bigint("actor_id", { mode: "number" }),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [
    index("lead_history_lead_id_idx").on(t.leadId, t.id),
    index("lead_history_job_id_idx").on(t.jobId, t.leadId).where(sql`${t.jobId} is not null`),
    check("lead_history_actor_check", sql`${t.actorKind} in ('user','key','system')`),
  ],
);

/** How many leads a tenant has in each state, folded from `lead_count_deltas`. */
export const leadCounts = pgTable(
  "lead_counts",
  {
    clienteId: bigint("cliente_id", { mode: "number" }).notNull(),
    estado: text("estado").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.clienteId, t.estado] })],
);

/** Changes of the counts not yet folded: appended by triggers, so that concurrent chunks never wait for each other. */
export const leadCountDeltas = pgTable("lead_count_deltas", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  clienteId: bigint("cliente_id", { mode: "number" }).notNull(),
  estado: text("estado").notNull(),
  delta: bigint("delta", { mode: "number" }).notNull(),
});
