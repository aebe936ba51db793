import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { rotateSecret } from "@/lib/webhooks/endpoints";
import { webhookWithSecretSchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "A new secret, shown once; the one before signs beside it for 24 h", tag: "Webhooks", permission: "webhooks:manage", params: idParams, response: webhookWithSecretSchema },
    ({ ctx, params }) => rotateSecret(ctx, params.id),
  ),
});
