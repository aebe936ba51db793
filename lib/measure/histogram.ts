/**
 * Log-linear buckets, as HdrHistogram has them: whole numbers below 256 each have their own, above that every power of two is cut into 128. So a
 * bucket is at most 1/128 of its value wide, and its middle at most 0.4 % off. What was counted in several processes adds up bucket by
 * bucket, in SQL too, which a compressed histogram would not.
 */
const SUB_BITS = 7;
const SUB_COUNT = 1 << SUB_BITS;
/** 35 minutes in microseconds; longer counts as this. */
const LARGEST = 2 ** 31 - 1;
const BUCKET_COUNT = SUB_COUNT * (31 - SUB_BITS + 1);

/** The bucket of a whole number from 0 to 2^31 - 1. */
export function bucketOf(value: number): number {
  if (value < SUB_COUNT) return value;
  const exponent = 31 - Math.clz32(value);
  return ((exponent - SUB_BITS + 1) << SUB_BITS) | ((value >>> (exponent - SUB_BITS)) & (SUB_COUNT - 1));
}

/** The middle of what a bucket holds. */
export function bucketMiddle(bucket: number): number {
  if (bucket < 2 * SUB_COUNT) return bucket;
  const shift = (bucket >> SUB_BITS) - 1;
  const lowest = (SUB_COUNT + (bucket & (SUB_COUNT - 1))) * 2 ** shift;
  return lowest + (2 ** shift - 1) / 2;
}

/** A histogram as it is kept and merged: the buckets that hold something, ascending, and how much. */
export interface Counted {
  count: number;
  sum: number;
  max: number;
  buckets: number[];
  counts: number[];
}

/** Counts whole numbers; recording costs some tens of nanoseconds. */
export class Histogram {
  #counts = new Uint32Array(BUCKET_COUNT);
  #count = 0;
  #sum = 0;
  #max = 0;

  record(value: number): void {
    const whole = value > 0 ? Math.min(LARGEST, Math.round(value)) : 0;
    this.#counts[bucketOf(whole)]! += 1;
    this.#count += 1;
    this.#sum += whole;
    if (whole > this.#max) this.#max = whole;
  }

  /** Takes in what another has counted. */
  add({ count, sum, max, buckets, counts }: Counted): void {
    for (const [index, bucket] of buckets.entries()) this.#counts[bucket]! += counts[index]!;
    this.#count += count;
    this.#sum += sum;
    this.#max = Math.max(this.#max, max);
  }

  read(): Counted {
    const buckets: number[] = [];
    const counts: number[] = [];
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket += 1) {
      if (this.#counts[bucket] === 0) continue;
      buckets.push(bucket);
      counts.push(this.#counts[bucket]!);
    }
    return { count: this.#count, sum: this.#sum, max: this.#max, buckets, counts };
  }
}

/** The value that `share` of the counted do not exceed (nearest rank); null when nothing was counted. */
export function percentileOf({ count, max, buckets, counts }: Counted, share: number): number | null {
  if (count === 0) return null;
  const rank = Math.max(1, Math.ceil(share * count));
  if (rank >= count) return max;
  let passed = 0;
  for (const [index, bucket] of buckets.entries()) {
    passed += counts[index]!;
    if (passed >= rank) return Math.min(max, bucketMiddle(bucket));
  }
  return max;
}

/** The sum of several. */
export function merged(parts: readonly Counted[]): Counted {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const totals = new Map<number, number>();
  const sum: Counted = { count: 0, sum: 0, max: 0, buckets: [], counts: [] };
  for (const part of parts) {
    sum.count += part.count;
    sum.sum += part.sum;
    sum.max = Math.max(sum.max, part.max);
    part.buckets.forEach((bucket, index) => totals.set(bucket, (totals.get(bucket) ?? 0) + part.counts[index]!));
  }
  for (const [bucket, counted] of [...totals].sort(([a], [b]) => a - b)) {
    sum.buckets.push(bucket);
    sum.counts.push(counted);
  }
  return sum;
}
