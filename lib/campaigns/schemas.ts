import { z } from "zod";
import { isBroken } from "./template";
import { PRIORITIES } from "@/lib/jobs/kinds";
import { pageQuery, paginated } from "@/lib/http/pagination";
import { leadFilterSchema } from "@/lib/leads/schemas";
import { NOTHING_TO_CHANGE, namesSomething } from "@/lib/http/rules";

export const CAMPAIGN_STATUSES = ["draft", "scheduled", "queued", "sending", "paused", "completed", "stopped", "failed"] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];
export const RECIPIENT_STATUSES = ["pending", "sending", "sent", "delivered", "read", "failed", "skipped", "unknown"] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

/** Most recipients named one by one. */
export const MAX_CONTACT_IDS = 100_000;
/** Twilio's limit of a text. */
export const MAX_MESSAGE_CHARACTERS = 1600;

const id = z.int().positive();
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");
const templateText = z.string().refine((text) => !isBroken(text), "{{nombre}}");
const list = (max: number) => z.array(z.string().trim().min(1).max(100)).min(1).max(max);

const timeZone = z.string().max(60).refine(isTimeZone, "Area/City");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

export const quietHoursSchema = z
  .strictObject({ from: hour, to: hour })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "from ≠ to" })
  .describe("Hours of timeZone between which nothing is sent; 21:00–08:00 goes over midnight");

export const audienceSchema = z
  .strictObject({
    contacts: z.strictObject({ tags: list(50).optional(), search: z.string().trim().min(1).max(100).optional() }).optional().describe("Contacts with any of the tags; {} for all"),
    leads: leadFilterSchema.optional(),
    users: z.strictObject({ zones: list(200) }).optional().describe("Subscribers of zones"),
  })
  .refine((audience) => audience.contacts ?? audience.leads ?? audience.users, "contacts | leads | users");
export type Audience = z.infer<typeof audienceSchema>;

const content = {
  message: templateText.pipe(z.string().trim().min(1).max(MAX_MESSAGE_CHARACTERS)).optional().describe("Text with {{variables}}; {{name|amigo}} says what stands in for a blank one"),
  contentSid: z.string().regex(/^HX[0-9a-f]{32}$/i, "HX…").optional().describe("A template approved by WhatsApp"),
  contentVariables: z.record(z.string().min(1).max(50), templateText.pipe(z.string().max(1000))).optional().describe("Template variable → text with {{variables}}"),
};

const fields = {
  name: z.string().trim().min(1).max(200),
  ...content,
  contacts: z.array(id).min(1).max(MAX_CONTACT_IDS).optional().describe("Contact ids"),
  audience: audienceSchema.optional(),
  scheduledAt: z.iso.datetime({ offset: true }).nullable().optional(),
  timeZone: timeZone.nullable().optional().describe("IANA zone of the quiet hours; null for APP_TIMEZONE"),
  quietHours: quietHoursSchema.nullable().optional(),
  keepResults: z.boolean().optional().describe("Results outlive the clean-up after 7 days"),
};

export const createCampaignSchema = z
  .strictObject(fields)
  .refine((body) => (body.message === undefined) !== (body.contentSid === undefined), { path: ["message"], message: "message | contentSid" })
  .refine((body) => (body.contacts === undefined) !== (body.audience === undefined), { path: ["contacts"], message: "contacts | audience" });
export type CreateCampaign = z.output<typeof createCampaignSchema>;

export const updateCampaignSchema = z
  .strictObject({ ...fields, name: fields.name.optional() })
  .refine(namesSomething, NOTHING_TO_CHANGE)
  .refine((body) => body.message === undefined || body.contentSid === undefined, { path: ["message"], message: "message | contentSid" })
  .refine((body) => body.contacts === undefined || body.audience === undefined, { path: ["contacts"], message: "contacts | audience" });
export type UpdateCampaign = z.output<typeof updateCampaignSchema>;

const counts = z.object(Object.fromEntries(RECIPIENT_STATUSES.map((status) => [status, z.int()])) as Record<RecipientStatus, z.ZodInt>);

export const campaignSchema = z.object({
  id: z.int(),
  name: z.string(),
  status: z.enum(CAMPAIGN_STATUSES),
  reason: z.string().nullable().describe("Why it is paused or failed"),
  reasonCode: z.int().nullable().describe("Twilio's error code"),
  message: z.string().nullable(),
  contentSid: z.string().nullable(),
  contentVariables: z.record(z.string(), z.string()).nullable(),
  audience: z.record(z.string(), z.unknown()),
  sender: z.string(),
  priority: z.enum(PRIORITIES),
  scheduledAt: z.iso.datetime().nullable(),
  timeZone: z.string(),
  quietHours: z.object({ from: z.string(), to: z.string() }).nullable(),
  keepResults: z.boolean(),
  total: z.int(),
  duplicates: z.int(),
  counts,
  jobId: z.string().nullable(),
  pausedAt: z.iso.datetime().nullable(),
  resumeAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  startedAt: z.iso.datetime().nullable(),
  startedBy: z.string().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  version: z.int(),
});
export type Campaign = z.infer<typeof campaignSchema>;

export const listCampaignsQuery = pageQuery.extend({
  status: z.string().transform((text) => text.split(",")).pipe(z.array(z.enum(CAMPAIGN_STATUSES)).max(20)).optional().describe("Comma separated"),
  search: z.string().trim().min(1).max(100).optional(),
});
export const listCampaignsSchema = paginated(campaignSchema);
export type CampaignPage = z.infer<typeof listCampaignsSchema>;

export const startCampaignSchema = z.strictObject({ priority: z.enum(PRIORITIES).optional() });
export const startedSchema = z.object({
  message: z.string(),
  jobId: z.string(),
  estimatedContacts: z.int(),
  estimatedTime: z.int().describe("Milliseconds"),
  campaign: campaignSchema,
});

export const previewSchema = z.object({
  total: z.int(),
  unique: z.int().describe("Who would be written to"),
  duplicates: z.int(),
  skipped: z.array(z.object({ reason: z.string(), count: z.int() })),
  missingVariables: z.array(z.object({ variable: z.string(), count: z.int() })),
  sample: z.array(z.object({ name: z.string().nullable(), phone: z.string(), text: z.string() })),
  estimatedTime: z.int().describe("Milliseconds"),
});
export type Preview = z.infer<typeof previewSchema>;

export const testSendSchema = z.strictObject({ to: z.string().trim().min(7).max(25).describe("A telephone number") });
export const testSentSchema = z.object({ success: z.literal(true), to: z.string(), sid: z.string(), text: z.string() });

export const queueStatusSchema = z.object({
  success: z.literal(true),
  status: z.object({
    campaignId: z.int(),
    status: z.enum(CAMPAIGN_STATUSES),
    reason: z.string().nullable(),
    reasonCode: z.int().nullable(),
    resumeAt: z.iso.datetime().nullable(),
    totalJobs: z.int(),
    activeJobs: z.int(),
    waitingJobs: z.int(),
    completedJobs: z.int(),
    failedJobs: z.int(),
    progress: z.object({ processed: z.int(), total: z.int(), success: z.int(), failed: z.int(), percentage: z.number() }),
    counts,
    metrics: z.object({
      messagesPerSecond: z.number().nullable().describe("Mean since the start"),
      limitPerSecond: z.int(),
      etaSeconds: z.int().nullable(),
      averageBatchTime: z.int().nullable().describe("Milliseconds"),
      failureRate: z.number().describe("Of the last 200 outcomes, 0 to 1"),
      circuitBreakerStatus: z.enum(["closed", "open", "half-open"]),
      breakerReason: z.string().nullable(),
      breakerOpenedAt: z.iso.datetime().nullable(),
      sentToday: z.int(),
      dailyCap: z.int().nullable(),
      inFlight: z.int(),
    }),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    version: z.int(),
  }),
});
export type QueueStatus = z.infer<typeof queueStatusSchema>;

export const retrySchema = z.strictObject({ scope: z.enum(["failed", "unknown"]) });

export const listRecipientsQuery = pageQuery.extend({
  status: z.string().transform((text) => text.split(",")).pipe(z.array(z.enum(RECIPIENT_STATUSES)).max(10)).optional().describe("Comma separated"),
  errorCode: z.coerce.number().int().optional(),
  reason: z.string().max(80).optional(),
  search: z.string().trim().min(1).max(100).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export type ListRecipientsQuery = z.infer<typeof listRecipientsQuery>;

export const recipientSchema = z.object({
  n: z.int(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  status: z.enum(RECIPIENT_STATUSES),
  attempts: z.int(),
  sid: z.string().nullable(),
  errorCode: z.int().nullable(),
  reason: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  sentAt: z.iso.datetime().nullable(),
  deliveredAt: z.iso.datetime().nullable(),
  readAt: z.iso.datetime().nullable(),
  failedAt: z.iso.datetime().nullable(),
  nextAt: z.iso.datetime().nullable(),
});
export type Recipient = z.infer<typeof recipientSchema>;
export const listRecipientsSchema = paginated(recipientSchema);
