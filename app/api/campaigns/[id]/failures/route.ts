import { z } from "zod";
import { recipientReasons } from "@/lib/campaigns/list-recipients";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

const reasonsSchema = z.object({ items: z.array(z.object({ status: z.string(), errorCode: z.int().nullable(), reason: z.string().nullable(), count: z.int() })) });

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "How many failed, were left out or are unknown, by reason", tag: "Campaigns", permission: "campaigns:read", params: idParams, response: reasonsSchema },
    ({ ctx, params }) => recipientReasons(ctx, params.id),
  ),
});
