import { sql } from "drizzle-orm";
import { bigint, boolean, check, date, doublePrecision, index, integer, jsonb, pgTable, primaryKey, smallint, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true });
const count = (name: string) => integer(name).notNull().default(0);
const id = () => bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity();

/** People a campaign can be written to. `phone` is E.164. */
export const contacts = pgTable(
  "contacts",
  {
    id: id(),
    phone: text("phone").notNull(),
    name: text("name").notNull(),
    tags: text("tags").array().notNull().default(sql`'{}'::text[]`),
    /** Columns of the imported file that have no column here: variables of a message. */
    fields: jsonb("fields").$type<Record<string, string>>().notNull().default({}),
    source: text("source").notNull().default("manual"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("contacts_phone_key").on(t.phone), index("contacts_tags_idx").using("gin", t.tags)],
);

/** Numbers that never get a campaign again. */
export const optOuts = pgTable(
  "opt_outs",
  {
    phone: text("phone").primaryKey(),
    source: text("source").notNull(),
    /** The word that was written, or Twilio's error code. */
    detail: text("detail"),
    at: instant("at").notNull().defaultNow(),
  },
  (t) => [index("opt_outs_at_idx").on(t.at), check("opt_outs_source_check", sql`${t.source} in ('inbound', 'provider', 'manual')`)],
);

/** A number that sends. Its row is the one place where pace, breaker and daily cap are decided, by the database's clock. */
export const senders = pgTable(
  "senders",
  {
    id: id(),
    address: text("address").notNull().unique(),
    /** The earliest instant of the next start, by the least distance between two: docs/campaigns.md, "Pace". */
    nextSlotAt: instant("next_slot_at").notNull().defaultNow(),
    /** The latest start that each permit may have had, epoch seconds; a permit is free again a window after it. */
    permits: doublePrecision("permits").array().notNull().default(sql`'{}'::float8[]`),
    /** Messages granted and not yet accounted for. */
    inFlight: count("in_flight"),
    /** Most messages a day of APP_TIMEZONE; null for no limit. */
    dailyCap: integer("daily_cap"),
    sentDay: date("sent_day"),
    sentToday: count("sent_today"),
    breaker: text("breaker").notNull().default("closed"),
    /** Failures of the provider or of the way to it, in a row. */
    failures: count("failures"),
    breakerReason: text("breaker_reason"),
    openedAt: instant("opened_at"),
    /** When the last probe was granted. */
    probeAt: instant("probe_at"),
  },
  (t) => [check("senders_breaker_check", sql`${t.breaker} in ('closed', 'open', 'half-open')`)],
);

/** What is written to whom, and how far it has come. The counters are moved by whatever moves a recipient: nothing counts rows. */
export const campaigns = pgTable(
  "campaigns",
  {
    id: id(),
    name: text("name").notNull(),
    status: text("status").notNull().default("draft"),
    message: text("message"),
    contentSid: text("content_sid"),
    /** Template variable → text with `{{variables}}` of ours. */
    contentVariables: jsonb("content_variables").$type<Record<string, string>>(),
    /** As the room's schema parsed it. */
    audience: jsonb("audience").notNull(),
    senderId: bigint("sender_id", { mode: "number" }).notNull().references(() => senders.id),
    priority: text("priority").notNull().default("normal"),
    scheduledAt: instant("scheduled_at"),
    /** IANA zone of its quiet hours, and in which its schedule is shown; null for APP_TIMEZONE. */
    timeZone: text("time_zone"),
    /** Hours of its zone, `HH:MM`, between which nothing is sent. */
    quietFrom: text("quiet_from"),
    quietTo: text("quiet_to"),
    /** Results of a kept campaign outlive the clean-up. */
    keep: boolean("keep").notNull().default(false),
    /** The row of `jobs` that is this campaign's latest run. */
    jobId: bigint("job_id", { mode: "number" }),
    total: count("total"),
    pending: count("pending"),
    sending: count("sending"),
    sent: count("sent"),
    delivered: count("delivered"),
    read: count("read"),
    failed: count("failed"),
    skipped: count("skipped"),
    unknown: count("unknown"),
    duplicates: count("duplicates"),
    batchesTotal: count("batches_total"),
    batchesActive: count("batches_active"),
    batchesCompleted: count("batches_completed"),
    batchesFailed: count("batches_failed"),
    batchMs: bigint("batch_ms", { mode: "number" }).notNull().default(0),
    /** Why it is paused or failed: a code of lib/campaigns/reasons.ts, with Twilio's code where there is one. */
    reason: text("reason"),
    reasonCode: integer("reason_code"),
    pausedAt: instant("paused_at"),
    /** When a pause by the clock ends by itself. */
    resumeAt: instant("resume_at"),
    /** No message granted so far may start after this. */
    grantedUntil: instant("granted_until"),
    /** The last 200 outcomes, `1` for a failed one. */
    recentOutcomes: text("recent_outcomes").notNull().default(""),
    version: bigint("version", { mode: "number" }).notNull().default(1),
    createdByName: text("created_by_name").notNull(),
    startedByName: text("started_by_name"),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    check("campaigns_status_check", sql`${t.status} in ('draft','scheduled','queued','sending','paused','completed','stopped','failed')`),
    check("campaigns_priority_check", sql`${t.priority} in ('low','normal','high')`),
    check("campaigns_content_check", sql`(${t.message} is null) <> (${t.contentSid} is null)`),
    check(
      "campaigns_counts_check",
      sql`${t.total} = ${t.pending} + ${t.sending} + ${t.sent} + ${t.delivered} + ${t.read} + ${t.failed} + ${t.skipped} + ${t.unknown} and least(${t.pending}, ${t.sending}, ${t.sent}, ${t.delivered}, ${t.read}, ${t.failed}, ${t.skipped}, ${t.unknown}) >= 0`,
    ),
  ],
);

/** One row a recipient, frozen at the start. `status` stands in no index, so that moving it is a heap-only update. */
export const campaignRecipients = pgTable(
  "campaign_recipients",
  {
    campaignId: bigint("campaign_id", { mode: "number" }).notNull(),
    n: integer("n").notNull(),
    phone: text("phone"),
    name: text("name"),
    variables: jsonb("variables").$type<Record<string, string>>().notNull(),
    status: text("status").notNull().default("pending"),
    /** Attempts that count towards the five; those that an outage took are given back. */
    attempts: smallint("attempts").notNull().default(0),
    /** Which grant this is; only ever rises. The callback's URL carries it, so that an old attempt's callbacks are told apart. */
    grantNo: smallint("grant_no").notNull().default(0),
    /** The worker that holds it between grant and outcome. */
    claimedBy: text("claimed_by"),
    /** Of a pending one: not before. Of an unknown one: when it is looked up again; null leaves it to a person. */
    nextAt: instant("next_at"),
    lookups: smallint("lookups").notNull().default(0),
    sid: text("sid"),
    /** Twilio's error code. */
    errorCode: integer("error_code"),
    /** Why it was skipped, failed or is unknown: a code of ours, or Twilio's text. */
    reason: text("reason"),
    /** The instant of the true start, by the sender's clock. */
    startedAt: instant("started_at"),
    sentAt: instant("sent_at"),
    deliveredAt: instant("delivered_at"),
    readAt: instant("read_at"),
    failedAt: instant("failed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.campaignId, t.n] }),
    index("campaign_recipients_phone_idx").on(t.phone),
    check("campaign_recipients_status_check", sql`${t.status} in ('pending','sending','sent','delivered','read','failed','skipped','unknown')`),
  ],
);

/** A range of a campaign's recipients that one queue job works through. */
export const campaignBatches = pgTable(
  "campaign_batches",
  {
    campaignId: bigint("campaign_id", { mode: "number" }).notNull(),
    seq: integer("seq").notNull(),
    fromN: integer("from_n").notNull(),
    toN: integer("to_n").notNull(),
    status: text("status").notNull().default("waiting"),
    attempts: smallint("attempts").notNull().default(0),
    workerId: text("worker_id"),
    error: text("error"),
    activeMs: integer("active_ms").notNull().default(0),
    activeSince: instant("active_since"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.campaignId, t.seq] }),
    check("campaign_batches_status_check", sql`${t.status} in ('waiting','active','completed','failed')`),
  ],
);

/** How many messages started in each second, for the chart. */
export const campaignRates = pgTable(
  "campaign_rates",
  {
    campaignId: bigint("campaign_id", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
    started: integer("started").notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.at] })],
);

/** What somebody should look at. One open row of a kind and subject. */
export const campaignAlerts = pgTable(
  "campaign_alerts",
  {
    id: id(),
    kind: text("kind").notNull(),
    senderId: bigint("sender_id", { mode: "number" }),
    campaignId: bigint("campaign_id", { mode: "number" }),
    detail: jsonb("detail").$type<Record<string, string | number>>().notNull().default({}),
    openedAt: instant("opened_at").notNull().defaultNow(),
    resolvedAt: instant("resolved_at"),
  },
  (t) => [
    uniqueIndex("campaign_alerts_open_key").on(t.kind, sql`coalesce(${t.senderId}, 0)`, sql`coalesce(${t.campaignId}, 0)`).where(sql`${t.resolvedAt} is null`),
    index("campaign_alerts_opened_at_idx").on(t.openedAt),
    check("campaign_alerts_kind_check", sql`${t.kind} in ('breaker_open','failure_rate','batch_time','queue_saturated','campaign_paused')`),
  ],
);
