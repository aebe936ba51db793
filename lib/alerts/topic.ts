import { openAlerts } from "./list-alerts";
import type { TopicFactory } from "@/lib/events/topics";

/** `alerts`: what holds now, whenever one is raised, acknowledged or resolved. */
export const alertsTopic: TopicFactory = (name) =>
  name === "alerts"
    ? { name, minIntervalMs: 250, concerns: (message) => message.kind === "alert", load: async (ctx) => ({ version: Date.now(), body: await openAlerts(ctx) }) }
    : null;
