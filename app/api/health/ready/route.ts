import { healthSchema, readiness } from "@/lib/monitoring/health";
import { Answer, methods, route } from "@/lib/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ summary: "Ready for requests: the database answers", tag: "Health", permission: "public", response: healthSchema, alsoAnswers: { 503: "not ready" } }, async ({ ctx }) => {
    const report = await readiness(ctx);
    return new Answer(report.status === "ok" ? 200 : 503, report);
  }),
});
