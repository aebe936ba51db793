import { methods, route } from "@/lib/http/route";
import { retrySync } from "@/lib/wispro/end-sync";
import { acceptedSyncSchema, syncParams } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "A new run, after one that failed or was cancelled",
      tag: "Wispro",
      permission: "wispro:run",
      params: syncParams,
      response: acceptedSyncSchema,
      status: 202,
      idempotent: true,
      alsoAnswers: { 409: "invalid_transition, sync_in_progress" },
    },
    ({ ctx, params }) => retrySync(ctx, params.job_id),
  ),
});
