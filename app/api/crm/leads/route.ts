import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";
import { exportLeads, listLeads } from "@/lib/leads/list-leads";
import { createLead } from "@/lib/leads/save-lead";
import { createLeadSchema, leadSchema, listLeadsQuery, listLeadsSchema } from "@/lib/leads/schemas";

const COLUMNS = ["id", "cliente_id", "cliente_name", "external_id", "name", "phone", "email", "city", "estado", "created_at", "updated_at"];

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "List leads", tag: "Leads", permission: "leads:read", query: listLeadsQuery, response: listLeadsSchema },
    async ({ ctx, query }) => (query.format === "csv" ? csvResponse("leads.csv", COLUMNS, exportLeads(ctx, query)) : listLeads(ctx, query)),
  ),
  POST: route(
    { summary: "Create a lead", tag: "Leads", permission: "leads:write", body: createLeadSchema, response: leadSchema, status: 201, idempotent: true },
    ({ ctx, body }) => createLead(ctx, body),
  ),
});
