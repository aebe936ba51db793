import { findSender, senderSchema, updateSender, updateSenderSchema } from "@/lib/campaigns/senders";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The number that sends", tag: "Campaigns", permission: "campaigns:read", response: senderSchema }, ({ ctx }) => findSender(ctx)),
  PATCH: route(
    { summary: "Change the sender's most messages a day", tag: "Campaigns", permission: "campaigns:write", body: updateSenderSchema, response: senderSchema },
    ({ ctx, body }) => updateSender(ctx, body),
  ),
});
