import { health, healthSchema } from "@/lib/monitoring/health";
import { Answer, methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "Ready for requests: the database answers", tag: "Health", permission: "public", response: healthSchema, alsoAnswers: { 503: "not ready" } }, async ({ ctx }) => {
    const { parts, ...rest } = await health(ctx);
    const ready = parts.database.status === "ok";
    return new Answer(ready ? 200 : 503, { ...rest, status: ready ? "ok" : "down", parts: { database: parts.database } });
  }),
});
