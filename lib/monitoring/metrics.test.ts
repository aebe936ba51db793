import { afterAll, expect, test } from "vitest";
import { metricsText } from "./metrics";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";
import { record } from "@/lib/measure/recorder";

afterAll(closeTestDatabase);

test("Histograms are cumulative, end with +Inf, and count on over the minute's end", async () => {
  await rolledBack(async (ctx) => {
    const route = 'GET /api/prometheus "test"';
    for (const milliseconds of [0.5, 3, 30, 70_000]) record("route", route, "2xx", milliseconds * 1000);
    const text = await metricsText(ctx);
    const bucket = (le: string) => Number(new RegExp(`^tanda_http_request_duration_seconds_bucket\\{route="GET /api/prometheus _test_",outcome="2xx",le="${le}"\\} (\\d+)$`, "m").exec(text)?.[1]);
    expect([bucket("0.001"), bucket("0.005"), bucket("0.05"), bucket("60"), bucket("\\+Inf")]).toEqual([1, 2, 3, 3, 4]);
    expect(text).toMatch(/^tanda_http_request_duration_seconds_count\{route="GET \/api\/prometheus _test_",outcome="2xx"\} 4$/m);
    expect(text).toContain("# TYPE tanda_http_request_duration_seconds histogram");
    expect(text).toContain("# TYPE tanda_cache_lookups_total counter");
  });
});
