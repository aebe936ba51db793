import { z } from "zod";
import { alertsTopic } from "@/lib/alerts/topic";
import { campaignQueueTopic, campaignTopic } from "@/lib/campaigns/topics";
import { eventStream } from "@/lib/events/stream";
import { parseTopics } from "@/lib/events/topics";
import { methods, route } from "@/lib/http/route";
import { whatsappTopic } from "@/lib/whatsapp/topic";
import { wisproTopic } from "@/lib/wispro/topic";

const ROOM_TOPICS = [alertsTopic, campaignTopic, campaignQueueTopic, wisproTopic, whatsappTopic];

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    {
      summary: "Server-sent events: each event's data is the body of the matching GET",
      tag: "Events",
      permission: "signed-in",
      query: z.object({ topics: z.string().min(1).max(4000).describe("job:ID,campaign:ID,campaign-queue,wispro:ID,whatsapp:ID,whatsapp,alerts,queue") }),
      response: { contentType: "text/event-stream", description: "Resumes with Last-Event-ID" },
    },
    async ({ ctx, query, request }) => {
      const topics = parseTopics(query.topics, ROOM_TOPICS);
      // What may not be read is refused as its own GET would be, before the stream opens.
      await Promise.all(topics.map((topic) => topic.load(ctx)));
      return eventStream(ctx, topics, request.headers.get("last-event-id"));
    },
  ),
});
