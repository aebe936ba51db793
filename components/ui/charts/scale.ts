const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/**
 * Even ticks from zero that hold `max`, with readable steps: `niceTicks(22_000)` is
 * `[0, 8000, 16000, 24000]`.
 */
export function niceTicks(max: number, intervals = 3): number[] {
  const wanted = Math.max(max, Number.EPSILON) / intervals;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = max <= 0 ? 1 : (steps.find((each) => each * power >= wanted - 1e-9) ?? 10) * power;
  return Array.from({ length: intervals + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
