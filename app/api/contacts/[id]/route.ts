import { z } from "zod";
import { contactSchema, updateContactSchema } from "@/lib/campaigns/contact-schemas";
import { deleteContact, updateContact } from "@/lib/campaigns/contacts";
import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  PATCH: route(
    { summary: "Change a contact", tag: "Contacts", permission: "campaigns:write", params: idParams, body: updateContactSchema, response: contactSchema },
    ({ ctx, params, body }) => updateContact(ctx, params.id, body),
  ),
  DELETE: route(
    { summary: "Delete a contact; an opt-out of its number stays", tag: "Contacts", permission: "campaigns:write", params: idParams, response: z.object({ success: z.literal(true) }) },
    ({ ctx, params }) => deleteContact(ctx, params.id),
  ),
});
