import { exportAlerts, listAlerts } from "@/lib/alerts/list-alerts";
import { listAlertsQuery, listAlertsSchema } from "@/lib/alerts/schemas";
import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";

const COLUMNS = ["id", "kind", "subject", "severity", "params", "raised_at", "acknowledged_at", "acknowledged_by", "resolved_at", "evaluations"];

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "What somebody should look at, and what has been resolved", tag: "Alerts", permission: "alerts:read", query: listAlertsQuery, response: listAlertsSchema },
    async ({ ctx, query }) => (query.format === "csv" ? csvResponse("alerts.csv", COLUMNS, exportAlerts(ctx, query)) : listAlerts(ctx, query)),
  ),
});
