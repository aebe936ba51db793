import { findSync } from "./find-sync";
import type { TopicFactory } from "@/lib/events/topics";

/** `wispro:ID`, a run: its events are the body of `GET /api/users/sync-wispro/{job_id}`. */
export const wisproTopic: TopicFactory = (name) => {
  const jobId = /^wispro:(wispro_[a-z0-9_]{1,60})$/.exec(name)?.[1];
  if (!jobId) return null;
  return {
    name,
    minIntervalMs: 200,
    concerns: (message) => message.kind === "job" && message.publicId === jobId,
    load: async (ctx) => {
      const sync = await findSync(ctx, jobId);
      return { version: sync.version, body: sync };
    },
  };
};
