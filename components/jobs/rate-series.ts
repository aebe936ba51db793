import type { LinePoint } from "@/components/ui/charts/line-chart";
import type { Chunk } from "@/lib/jobs/schemas";

const MOST_POINTS = 60;
/** Chunks done within one tick of the clock would divide by nothing. */
const LEAST_MS = 1;

/**
 * Items a second over time, from when chunks were done: a point for each chunk, or for each run of neighbours where there are many. A point's
 * rate is what its chunks took in over the time since the point before.
 */
export function rateSeries(chunks: ReadonlyArray<Chunk>, startedAt: string): LinePoint[] {
  const done = chunks.flatMap((chunk) => (chunk.done_at === null ? [] : [{ at: Date.parse(chunk.done_at), items: chunk.size }]));
  const each = Math.max(1, Math.ceil(done.length / MOST_POINTS));
  const points: LinePoint[] = [];
  let before = Date.parse(startedAt);
  for (let start = 0; start < done.length; start += each) {
    const group = done.slice(start, start + each);
    const at = group.at(-1)?.at ?? before;
    const items = group.reduce((sum, chunk) => sum + chunk.items, 0);
    points.push({ at, value: (items * 1000) / Math.max(LEAST_MS, at - before) });
    before = at;
  }
  return points;
}
