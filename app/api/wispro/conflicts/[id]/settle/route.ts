import { idParams } from "@/lib/http/params";
import { methods, route } from "@/lib/http/route";
import { settleConflict } from "@/lib/wispro/conflicts";
import { settleConflictSchema, settledSchema } from "@/lib/wispro/schemas";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    {
      summary: "Choose the user a client is, or keep it apart as a user of its own",
      tag: "Wispro",
      permission: "wispro:run",
      params: idParams,
      body: settleConflictSchema,
      response: settledSchema,
      alsoAnswers: { 409: "conflict_settled" },
    },
    ({ ctx, params, body }) => settleConflict(ctx, params.id, body),
  ),
});
