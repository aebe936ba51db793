import type { BusMessage } from "./bus";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { findJob } from "@/lib/jobs/find-job";
import { queueOverview } from "@/lib/jobs/queue-overview";

/** What can be watched. `data` of an event is the body of the matching GET. */
export interface Topic {
  name: string;
  /** Does this message mean that the topic has changed? */
  concerns: (message: BusMessage) => boolean;
  /** What the matching GET would answer now. Throws what it would throw. */
  load: (ctx: Context) => Promise<{ version: number; body: unknown }>;
  /** Not more often than this, for topics that change with everything. */
  minIntervalMs: number;
}

const MAX_TOPICS = 50;

/** Makes a room's topic of a name; null when the name is not its. */
export type TopicFactory = (name: string) => Topic | null;

/**
 * Reads `?topics=job:ID,queue`, and the topics of rooms.
 * @throws AppError `invalid_request` for a topic that there is not.
 */
export function parseTopics(text: string, rooms: TopicFactory[] = []): Topic[] {
  const names = [...new Set(text.split(",").filter(Boolean))].slice(0, MAX_TOPICS);
  const factories = [jobTopic, queueTopic, ...rooms];
  return names.map((name) => {
    const topic = factories.map((make) => make(name)).find((made) => made !== null);
    if (!topic) throw new AppError("invalid_request", { params: { first: `topics: ${name}` }, details: [{ path: "topics", message: "job:ID | queue" }] });
    return topic;
  });
}

function jobTopic(name: string): Topic | null {
  const jobId = /^job:([a-z]+_[a-z0-9_]{1,60})$/.exec(name)?.[1];
  if (!jobId) return null;
  return {
    name,
    minIntervalMs: 0,
    concerns: (message) => message.kind === "job" && message.publicId === jobId,
    load: async (ctx) => {
      const job = await findJob(ctx, jobId);
      return { version: job.version, body: job };
    },
  };
}

function queueTopic(name: string): Topic | null {
  if (name !== "queue") return null;
  return {
    name,
    minIntervalMs: 500,
    concerns: (message) => message.kind === "job" || message.kind === "queue",
    load: async (ctx) => {
      requirePermission(ctx.actor, "overview:read");
      const body = await queueOverview(ctx);
      return { version: Date.now(), body };
    },
  };
}
