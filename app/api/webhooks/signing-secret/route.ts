import { methods, route } from "@/lib/http/route";
import { rotateOwnerSecret } from "@/lib/webhooks/endpoints";
import { signingSecretSchema } from "@/lib/webhooks/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { summary: "A new secret, shown once, for what the caller's jobs deliver to their webhook_url", tag: "Webhooks", permission: "jobs:write", response: signingSecretSchema },
    ({ ctx }) => rotateOwnerSecret(ctx),
  ),
});
