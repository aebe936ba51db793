import { z } from "zod";
import { methods, route } from "@/lib/http/route";
import { acceptedJobSchema } from "@/lib/jobs/schemas";
import { importLeads } from "@/lib/leads/import-leads";

const importQuery = z.object({
  cliente_id: z.coerce.number().int().positive().optional(),
  dry_run: z.enum(["true", "false"]).default("false").transform((value) => value === "true"),
  filename: z.string().max(200).default("leads.csv"),
});

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Bring in leads from a CSV, as a job; with dry_run only check and count",
      tag: "Leads",
      permission: "leads:write",
      query: importQuery,
      rawBody: { contentType: "text/csv", description: "The first line names the columns: name; and external_id, phone, email, city, estado" },
      response: acceptedJobSchema,
      status: 202,
    },
    ({ ctx, query, request }) => importLeads(ctx, request.body, query),
  ),
});
