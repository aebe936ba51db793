import { failuresByCode } from "@/lib/campaigns/failures";
import { failuresSchema } from "@/lib/campaigns/queue-schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Why messages failed, and how many of each", tag: "Campaigns", permission: "campaigns:read", params: idParams, response: failuresSchema },
    ({ ctx, params }) => failuresByCode(ctx, params.id),
  ),
});
