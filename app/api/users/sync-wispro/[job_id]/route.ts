import { methods, route } from "@/lib/http/route";
import { findSync } from "@/lib/wispro/find-sync";
import { syncParams, syncSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { summary: "A run of Wispro: progress, counts, rate", tag: "Wispro", permission: "wispro:read", params: syncParams, response: syncSchema },
    ({ ctx, params }) => findSync(ctx, params.job_id),
  ),
});
