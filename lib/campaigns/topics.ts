import { queueMetrics } from "./queue-metrics";
import { queueStatus } from "./queue-status";
import type { Topic } from "@/lib/events/topics";

/** `campaign:ID`: the body of its queue-status. */
export function campaignTopic(name: string): Topic | null {
  const id = Number(/^campaign:(\d{1,15})$/.exec(name)?.[1] ?? 0);
  if (id === 0) return null;
  return {
    name,
    minIntervalMs: 250,
    concerns: (message) => message.kind === "campaign" && message.id === id,
    load: async (ctx) => {
      const body = await queueStatus(ctx, id);
      return { version: body.status.version, body };
    },
  };
}

/** `campaign-queue`: the body of the dashboard's metrics. */
export function campaignQueueTopic(name: string): Topic | null {
  if (name !== "campaign-queue") return null;
  return {
    name,
    minIntervalMs: 1_000,
    concerns: (message) => message.kind === "campaign",
    load: async (ctx) => ({ version: Date.now(), body: await queueMetrics(ctx) }),
  };
}
