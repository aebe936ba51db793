import { openAlerts } from "@/lib/alerts/list-alerts";
import { openAlertsSchema } from "@/lib/alerts/schemas";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The alerts that hold now", tag: "Alerts", permission: "alerts:read", response: openAlertsSchema }, ({ ctx }) => openAlerts(ctx)),
});
