import { methods, route } from "@/lib/http/route";
import { updateEstado } from "@/lib/leads/estados";
import { estadoParams, estadoSchema, updateEstadoSchema } from "@/lib/leads/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  PATCH: route(
    { summary: "Change a state's name, colour, order or use", tag: "Estados", permission: "estados:write", params: estadoParams, body: updateEstadoSchema, response: estadoSchema },
    ({ ctx, params, body }) => updateEstado(ctx, params.code, body),
  ),
});
