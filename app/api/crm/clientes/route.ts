import { z } from "zod";
import { methods, route } from "@/lib/http/route";
import { listClientes } from "@/lib/leads/list-clientes";
import { clienteSchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "The tenants", tag: "Leads", permission: "clientes:read", response: z.object({ items: z.array(clienteSchema) }) },
    ({ ctx }) => listClientes(ctx),
  ),
});
