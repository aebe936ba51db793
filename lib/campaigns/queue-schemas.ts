import { z } from "zod";

const queue = z.object({ waiting: z.int(), active: z.int(), completed: z.int(), failed: z.int(), delayed: z.int() });

export const queueMetricsSchema = z.object({
  success: z.literal(true),
  metrics: z.object({
    campaignQueue: queue.describe("Campaigns"),
    processingQueue: queue.describe("Batches"),
    system: z.object({
      campaignsProcessed: z.int(),
      messagesSent: z.int(),
      messagesFailed: z.int(),
      averageProcessingTime: z.int().nullable().describe("Milliseconds a batch"),
      activeWorkers: z.int(),
      circuitBreakerStatus: z.enum(["closed", "open", "half-open"]),
      breakerReason: z.string().nullable(),
      breakerOpenedAt: z.iso.datetime().nullable(),
      limitPerSecond: z.int(),
      inFlight: z.int(),
    }),
    alerts: z.array(z.object({ id: z.int(), kind: z.string(), campaignId: z.int().nullable(), campaignName: z.string().nullable(), detail: z.record(z.string(), z.unknown()), openedAt: z.iso.datetime() })),
  }),
});
export type QueueMetrics = z.infer<typeof queueMetricsSchema>;

export const sendRateSchema = z.object({
  limitPerSecond: z.int(),
  stepSeconds: z.int(),
  points: z.array(z.object({ at: z.iso.datetime(), perSecond: z.number() })),
});
export type SendRate = z.infer<typeof sendRateSchema>;

export const failuresSchema = z.object({
  items: z.array(z.object({ errorCode: z.int().nullable().describe("Twilio's"), reason: z.string().nullable().describe("Ours, where Twilio gave none"), count: z.int() })),
});
export type Failures = z.infer<typeof failuresSchema>;

/** Messages of an hour of the day: `total` is today's, null for an hour still to come. */
export interface MessageHour {
  hour: number;
  total: number | null;
  yesterday: number;
}
