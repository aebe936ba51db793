import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { updateClient } from "@/lib/wispro/clients";
import { clientSchema, updateClientSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  PATCH: route(
    { summary: "Change a client and pin fields, which runs then leave alone", tag: "Wispro", permission: "wispro:run", params: idParams, body: updateClientSchema, response: clientSchema },
    ({ ctx, params, body }) => updateClient(ctx, params.id, body),
  ),
});
