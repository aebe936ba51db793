import { tagsSchema } from "@/lib/campaigns/contact-schemas";
import { listTags } from "@/lib/campaigns/contacts";
import { methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The contacts' tags", tag: "Contacts", permission: "campaigns:read", response: tagsSchema }, ({ ctx }) => listTags(ctx)),
});
