import { type Counted, percentileOf } from "@/lib/measure/histogram";

/** Requests that say nothing of how the product does, and are left out where all routes are taken together: probes, and the opening of streams. */
export const UNCOUNTED_ROUTES = ["GET /api/health", "GET /api/health/live", "GET /api/health/ready", "GET /api/metrics", "GET /api/events"];

/** Does a route count where all are taken together? */
export function countsInTotal(route: string): boolean {
  return !UNCOUNTED_ROUTES.includes(route);
}

export interface Latency {
  count: number;
  mean_ms: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  max_ms: number | null;
}

/** A histogram of microseconds in the API's words. */
export function latencyOf(histogram: Counted): Latency {
  const { count, sum, max } = histogram;
  return {
    count,
    mean_ms: count === 0 ? null : milliseconds(sum / count),
    p50_ms: milliseconds(percentileOf(histogram, 0.5)),
    p95_ms: milliseconds(percentileOf(histogram, 0.95)),
    p99_ms: milliseconds(percentileOf(histogram, 0.99)),
    max_ms: count === 0 ? null : milliseconds(max),
  };
}

export function milliseconds(micros: number | null): number | null {
  return micros === null ? null : Math.round(micros) / 1000;
}
