import { z } from "zod";
import { importContactsQuery, importPreviewSchema } from "@/lib/campaigns/contact-schemas";
import { importContacts, previewImport } from "@/lib/campaigns/import-contacts";
import { Answer, methods, route } from "@/lib/http/route";
import { acceptedJobSchema } from "@/lib/jobs/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Bring in contacts from a CSV, as a job; with preview read the first 50 rows only (200)", tag: "Contacts", permission: "campaigns:write",
      query: importContactsQuery, rawBody: { contentType: "text/csv", description: "The first line names the columns: phone and name; tags; any other becomes a variable" },
      response: z.union([acceptedJobSchema, importPreviewSchema]), status: 202, alsoAnswers: { 200: "preview: how the first rows would be taken" },
    },
    async ({ ctx, query, request }) => (query.preview ? new Answer(200, await previewImport(ctx, request.body)) : importContacts(ctx, request.body, query)),
  ),
});
