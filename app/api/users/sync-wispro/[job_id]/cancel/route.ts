import { methods, route } from "@/lib/http/route";
import { cancelSync } from "@/lib/wispro/end-sync";
import { syncParams, syncSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Stop a run; the pages that are written stay",
      tag: "Wispro",
      permission: "wispro:run",
      params: syncParams,
      response: syncSchema,
      alsoAnswers: { 409: "invalid_transition" },
    },
    ({ ctx, params }) => cancelSync(ctx, params.job_id),
  ),
});
