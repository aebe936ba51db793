import { methods, route } from "@/lib/http/route";
import { listClients } from "@/lib/wispro/clients";
import { listClientsQuery, listClientsSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "The users that came from Wispro, with what is pinned", tag: "Wispro", permission: "wispro:read", query: listClientsQuery, response: listClientsSchema },
    ({ ctx, query }) => listClients(ctx, query),
  ),
});
