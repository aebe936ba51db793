import { idParams } from "@/lib/http/params";
import { pageQuery } from "@/lib/http/pagination";
import { methods, route } from "@/lib/http/route";
import { leadHistory } from "@/lib/leads/find-lead";
import { historySchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Every change of a lead's state", tag: "Leads", permission: "leads:read", params: idParams, query: pageQuery, response: historySchema },
    ({ ctx, params, query }) => leadHistory(ctx, params.id, query),
  ),
});
