import { readSession } from "./find-session";
import { gatewayGauges } from "./gauges";
import type { TopicFactory } from "@/lib/events/topics";
import type { BusMessage } from "@/lib/events/bus";

/** `whatsapp:ID`, a session, and `whatsapp`, the gateways' figures: bodies of the matching GET. */
export const whatsappTopic: TopicFactory = (name) => {
  if (name === "whatsapp") {
    return { name, minIntervalMs: 1_000, concerns: isWhatsapp, load: async (ctx) => ({ version: Date.now(), body: await gatewayGauges(ctx) }) };
  }
  const id = /^whatsapp:([A-Za-z0-9][\w.:@-]{0,63})$/.exec(name)?.[1];
  if (!id) return null;
  return {
    name,
    minIntervalMs: 100,
    concerns: (message) => isWhatsapp(message) && message.ids.includes(id),
    load: async (ctx) => ({ version: Date.now(), body: await readSession(ctx, id) }),
  };
};

function isWhatsapp(message: BusMessage): message is Extract<BusMessage, { kind: "whatsapp" }> {
  return message.kind === "whatsapp";
}
