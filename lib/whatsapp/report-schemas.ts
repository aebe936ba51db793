import { z } from "zod";

/** Items of a batch; the gateway sends at most GATEWAY_BATCH_SIZE. */
export const MAX_BATCH_ITEMS = 500;
export const SESSION_STATUSES = ["pending", "active", "inactive", "failed"] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

const LAST_MS = Date.UTC(9999, 11, 31);

/** Names a session; made here for those started here. */
export const sessionId = z.string().regex(/^[A-Za-z0-9][\w.:@-]{0,63}$/);

const text = (max: number) => z.string().min(1).max(max).regex(/^[^\0\p{Surrogate}]*$/u);
const instant = z
  .union([z.int().min(0).max(LAST_MS), z.iso.datetime({ offset: true })])
  .transform((value) => new Date(value))
  .refine((date) => date.getTime() <= LAST_MS)
  .describe("Milliseconds since 1970, or ISO 8601");
const counter = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const common = {
  sessionId,
  timestamp: instant,
  epoch: counter.default(0).describe("Rises with each owner of the session"),
  seq: counter.optional().describe("Rises with each event within an epoch; `timestamp` unless given"),
};

// Compiled: a batch is looked at many times a second, and what is good passes in a tenth of the time. What is not is told as without.
export const qrItem = z.compile(z.object({ ...common, qr: text(1024), expiresAt: instant.describe("An expired QR is ignored") }));
export const statusItem = z.compile(z.object({
  ...common,
  status: z.enum(SESSION_STATUSES),
  reason: text(64).nullish(),
  closeCode: z.int().min(0).max(9_999).nullish(),
  phone: z.string().regex(/^\+?\d{5,20}$/).nullish().describe("Digits of the paired number"),
  name: text(200).nullish(),
}));

export type QrItem = z.output<typeof qrItem>;
export type StatusItem = z.output<typeof statusItem>;

/** A batch whose items are looked at one by one; the document says what one is. */
function batchOf(item: z.ZodType) {
  const documented = z.unknown().meta(z.toJSONSchema(item, { io: "input" }) as Record<string, unknown>);
  return z.compile(z.object({ items: z.array(documented).min(1).max(MAX_BATCH_ITEMS) }));
}

export const qrBatch = batchOf(qrItem);
export const statusBatch = batchOf(statusItem);

/** What became of a batch: ignored are those older than what is known, and expired QRs. */
export const reportedSchema = z.object({
  success: z.literal(true),
  accepted: z.int(),
  ignored: z.int(),
  rejected: z.array(z.object({ index: z.int(), error: z.literal("invalid_item"), path: z.string(), message: z.string() })),
});

export type Reported = z.infer<typeof reportedSchema>;
