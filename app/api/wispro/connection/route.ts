import { methods, route } from "@/lib/http/route";
import { checkConnection } from "@/lib/wispro/check-connection";
import { connectionSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "Ask Wispro whether the token and the licence are good", tag: "Wispro", permission: "wispro:read", response: connectionSchema },
    ({ ctx }) => checkConnection(ctx),
  ),
});
