import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { findLead } from "@/lib/leads/find-lead";
import { updateLead } from "@/lib/leads/save-lead";
import { leadSchema, updateLeadSchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "One lead", tag: "Leads", permission: "leads:read", params: idParams, response: leadSchema }, ({ ctx, params }) => findLead(ctx, params.id)),
  PATCH: route(
    { summary: "Change a lead", tag: "Leads", permission: "leads:write", params: idParams, body: updateLeadSchema, response: leadSchema },
    ({ ctx, params, body }) => updateLead(ctx, params.id, body),
  ),
});
