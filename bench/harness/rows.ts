/** One line of a benchmark: what was measured, beside what, and whether it is as good as it has to be. */
export interface BenchRow {
  measure: string;
  value: number;
  unit: string;
  /** What it is measured against, in words and figures. */
  yardstick?: string;
  ratio?: number;
  /** Absent where there is nothing it must be. */
  holds?: boolean;
}

/** The value below which `share` of them lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Milliseconds that something takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
