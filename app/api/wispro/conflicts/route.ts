import { pageQuery } from "@/lib/http/pagination";
import { methods, route } from "@/lib/http/route";
import { listConflicts } from "@/lib/wispro/conflicts";
import { listConflictsSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Clients that could not be attributed to one user, to be settled", tag: "Wispro", permission: "wispro:read", query: pageQuery, response: listConflictsSchema },
    ({ ctx, query }) => listConflicts(ctx, query),
  ),
});
