import { exportRecipients, listRecipients } from "@/lib/campaigns/list-recipients";
import { listRecipientsQuery, listRecipientsSchema } from "@/lib/campaigns/schemas";
import { csvResponse } from "@/lib/http/csv";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

const COLUMNS = ["n", "name", "phone", "status", "attempts", "sid", "errorCode", "reason", "startedAt", "sentAt", "deliveredAt", "readAt", "failedAt"];

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "A campaign's recipients", tag: "Campaigns", permission: "campaigns:read", params: idParams, query: listRecipientsQuery, response: listRecipientsSchema },
    async ({ ctx, params, query }) =>
      query.format === "csv" ? csvResponse(`campaign-${params.id}.csv`, COLUMNS, exportRecipients(ctx, params.id, query)) : listRecipients(ctx, params.id, query),
  ),
});
