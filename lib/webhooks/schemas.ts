import { z } from "zod";
import { pageQuery, paginated } from "@/lib/http/pagination";

/** What an address can be told of. */
export const WEBHOOK_EVENTS = [
  "job.completed", "job.failed", "job.cancelled", "campaign.sending", "campaign.paused", "campaign.completed", "campaign.stopped", "campaign.failed",
  "wispro.completed", "wispro.failed", "alert.raised", "alert.acknowledged", "alert.resolved",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const url = z.url({ protocol: /^https?$/ }).max(2000);
const events = z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length);

export const createWebhookSchema = z.strictObject({ url, events });
export const updateWebhookSchema = z.strictObject({ url: url.optional(), events: events.optional(), status: z.enum(["active", "paused"]).optional() });

export const webhookSchema = z.object({
  id: z.int(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  cliente_id: z.int().nullable(),
  status: z.enum(["active", "paused", "disabled"]).describe("disabled: nothing was delivered for a day"),
  failing_since: z.iso.datetime().nullable(),
  previous_secret_until: z.iso.datetime().nullable().describe("Until then the secret before the last rotation signs too"),
  created_at: z.iso.datetime(),
});
export type WebhookEndpoint = z.infer<typeof webhookSchema>;

export const webhookWithSecretSchema = webhookSchema.extend({ secret: z.string().describe("Shown here and nowhere else") });
export type WebhookWithSecret = z.infer<typeof webhookWithSecretSchema>;
export const signingSecretSchema = z.object({ success: z.literal(true), secret: z.string() });

export const DELIVERY_STATUSES = ["pending", "delivered", "failed"] as const;

export const deliverySchema = z.object({
  id: z.int(),
  message_id: z.string().describe("The webhook-id of every attempt"),
  event: z.enum([...WEBHOOK_EVENTS, "test"]),
  subject: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.int(),
  response_status: z.int().nullable(),
  response_body: z.string().nullable(),
  error: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_attempt_at: z.iso.datetime().nullable(),
  next_attempt_at: z.iso.datetime().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const listDeliveriesQuery = pageQuery.extend({ status: z.enum(DELIVERY_STATUSES).optional() });
export const listDeliveriesSchema = paginated(deliverySchema);
export type DeliveryPage = z.infer<typeof listDeliveriesSchema>;

export const replaySchema = z.strictObject({
  delivery_id: z.int().positive().optional().describe("One delivery; without it all that failed"),
  since: z.iso.datetime({ offset: true }).optional().describe("Only those made after this"),
});
export const replayedSchema = z.object({ success: z.literal(true), queued: z.int() });
export type Replayed = z.infer<typeof replayedSchema>;
