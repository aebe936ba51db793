import { contactSchema, createContactSchema, listContactsQuery, listContactsSchema } from "@/lib/campaigns/contact-schemas";
import { createContact, exportContacts, listContacts } from "@/lib/campaigns/contacts";
import { csvResponse } from "@/lib/http/csv";
import { methods, route } from "@/lib/http/route";

const COLUMNS = ["id", "phone", "name", "tags", "fields", "source", "optedOut", "createdAt"];

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "List contacts", tag: "Contacts", permission: "campaigns:read", query: listContactsQuery, response: listContactsSchema },
    async ({ ctx, query }) => (query.format === "csv" ? csvResponse("contacts.csv", COLUMNS, exportContacts(ctx, query)) : listContacts(ctx, query)),
  ),
  POST: route(
    {
      summary: "Create a contact", tag: "Contacts", permission: "campaigns:write", body: createContactSchema, response: contactSchema, status: 201, idempotent: true,
      alsoAnswers: { 409: "contact_exists" },
    },
    ({ ctx, body }) => createContact(ctx, body),
  ),
});
