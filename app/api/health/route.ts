import { health, healthSchema } from "@/lib/monitoring/health";
import { Answer, methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "Each part of the system, with its latency", tag: "Health", permission: "public", response: healthSchema, alsoAnswers: { 503: "a part is down" } }, async ({ ctx }) => {
    const report = await health(ctx);
    return new Answer(report.status === "ok" ? 200 : 503, report);
  }),
});
