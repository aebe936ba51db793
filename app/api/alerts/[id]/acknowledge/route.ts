import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert";
import { alertSchema } from "@/lib/alerts/schemas";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "Somebody looks after an alert; it resolves by itself", tag: "Alerts", permission: "alerts:write", params: idParams, response: alertSchema },
    ({ ctx, params }) => acknowledgeAlert(ctx, params.id),
  ),
});
