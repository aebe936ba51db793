import { addOptOutSchema, listOptOutsQuery, listOptOutsSchema, optOutSchema } from "@/lib/campaigns/contact-schemas";
import { addOptOut, exportOptOuts, listOptOuts } from "@/lib/campaigns/opt-outs";
import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Numbers that never get a campaign again", tag: "Contacts", permission: "campaigns:read", query: listOptOutsQuery, response: listOptOutsSchema },
    async ({ ctx, query }) =>
      query.format === "csv" ? csvResponse("opt-outs.csv", ["phone", "source", "detail", "at", "contactName"], exportOptOuts(ctx, query)) : listOptOuts(ctx, query),
  ),
  POST: route(
    { summary: "Opt a number out, for ever", tag: "Contacts", permission: "campaigns:write", body: addOptOutSchema, response: optOutSchema, status: 201 },
    ({ ctx, body }) => addOptOut(ctx, body),
  ),
});
