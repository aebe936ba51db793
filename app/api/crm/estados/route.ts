import { methods, route } from "@/lib/http/route";
import { createEstado, listEstados } from "@/lib/leads/estados";
import { createEstadoSchema, estadoSchema, listEstadosSchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "The states a lead can be in", tag: "Estados", permission: "leads:read", response: listEstadosSchema }, ({ ctx }) => listEstados(ctx)),
  POST: route(
    { summary: "Add a state", tag: "Estados", permission: "estados:write", body: createEstadoSchema, response: estadoSchema, status: 201 },
    ({ ctx, body }) => createEstado(ctx, body),
  ),
});
