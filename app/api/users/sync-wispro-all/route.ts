import { methods, route } from "@/lib/http/route";
import { acceptedSyncSchema } from "@/lib/wispro/schemas";
import { startSync } from "@/lib/wispro/start-sync";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Start a run over all of Wispro's clients",
      tag: "Wispro",
      permission: "wispro:run",
      response: acceptedSyncSchema,
      status: 202,
      idempotent: true,
      alsoAnswers: { 409: "sync_in_progress, with the running one's job_id" },
    },
    ({ ctx }) => startSync(ctx),
  ),
});
