import { methods, route } from "@/lib/http/route";
import { listSyncs } from "@/lib/wispro/find-sync";
import { listSyncsQuery, listSyncsSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Wispro's runs, newest first", tag: "Wispro", permission: "wispro:read", query: listSyncsQuery, response: listSyncsSchema },
    ({ ctx, query }) => listSyncs(ctx, query),
  ),
});
