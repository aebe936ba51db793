import { type Counted, Histogram, merged } from "./histogram";

/**
 * What is measured. `route`: requests by status class; `outside`: calls of outside systems by outcome; `task`: runs of the queue's tasks; `queue`: their
 * wait from being due to starting; `pool`: waits for a database connection; `loop`: lateness of the event loop; `gauge`: samples in hundredths
 * of a percent; `cache`: look-ups by what became of them (lib/cache/stats.ts), with the age of the value.
 */
export type MeasureKind = "route" | "outside" | "task" | "queue" | "pool" | "loop" | "gauge" | "cache";

/** One histogram of one minute, ready to be kept. */
export interface MinuteRow extends Counted {
  /** The minute's start, milliseconds since 1970. */
  at: number;
  kind: MeasureKind;
  name: string;
  outcome: string;
}

interface Series {
  kind: MeasureKind;
  name: string;
  outcome: string;
  histogram: Histogram;
}

interface Recorder {
  minute: number;
  series: Map<string, Series>;
  /** All minutes that ended, together. */
  totals: Map<string, Series>;
  /** Minutes that ended and are not kept yet, oldest first. */
  ended: MinuteRow[][];
}

const MINUTE_MS = 60_000;
/** While the database is away; older minutes are given up, so that memory stays bounded. */
const ENDED_KEPT = 15;

// Next.js bundles each route apart: the recorder hangs on the process, so that all of them share one.
const shared = globalThis as typeof globalThis & { tandaRecorder?: Recorder };

/** Counts one value in the present minute: durations in microseconds, gauges in hundredths of a percent. */
export function record(kind: MeasureKind, name: string, outcome: string, value: number): void {
  const { series } = currentRecorder(Date.now());
  const key = `${kind} ${name} ${outcome}`;
  let entry = series.get(key);
  if (!entry) {
    entry = { kind, name, outcome, histogram: new Histogram() };
    series.set(key, entry);
  }
  entry.histogram.record(value);
}

/** Counts what took from `startedAt`, of `performance.now()`, until now. */
export function recordSince(kind: MeasureKind, name: string, outcome: string, startedAt: number): void {
  record(kind, name, outcome, (performance.now() - startedAt) * 1000);
}

/** Runs something and counts how long it took, as `ok` or `failed`. */
export async function measured<T>(kind: MeasureKind, name: string, run: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let outcome = "failed";
  try {
    const result = await run();
    outcome = "ok";
    return result;
  } finally {
    recordSince(kind, name, outcome, startedAt);
  }
}

/** The minutes to keep, the present one as it stands included; `kept` is called once they are, and forgets those that have ended. */
export function readMinutes(nowMs = Date.now()): { rows: MinuteRow[]; kept: () => void } {
  const recorder = currentRecorder(nowMs);
  const ended = [...recorder.ended];
  return {
    rows: [...ended.flat(), ...rowsOf(recorder)],
    kept: () => {
      recorder.ended = recorder.ended.filter((minute) => !ended.includes(minute));
    },
  };
}

function currentRecorder(nowMs: number): Recorder {
  const minute = nowMs - (nowMs % MINUTE_MS);
  const recorder = (shared.tandaRecorder ??= { minute, series: new Map(), totals: new Map(), ended: [] });
  if (recorder.minute < minute) {
    addUp(recorder);
    if (recorder.series.size > 0) recorder.ended = [...recorder.ended, rowsOf(recorder)].slice(-ENDED_KEPT);
    recorder.minute = minute;
    recorder.series = new Map();
  }
  return recorder;
}

function addUp({ series, totals }: Recorder): void {
  for (const [key, { histogram, ...names }] of series) {
    const total = totals.get(key) ?? { ...names, histogram: new Histogram() };
    total.histogram.add(histogram.read());
    totals.set(key, total);
  }
}

/** All that this process has counted of a kind since it began. */
export function readTotals(kind: MeasureKind): (Counted & { name: string; outcome: string })[] {
  const { series, totals } = currentRecorder(Date.now());
  const keys = [...new Set([...totals.keys(), ...series.keys()])];
  return keys.flatMap((key) => {
    const parts = [totals.get(key), series.get(key)].filter((part) => part !== undefined);
    const { kind: ofKind, name, outcome } = parts[0]!;
    return ofKind === kind ? [{ name, outcome, ...merged(parts.map((part) => part.histogram.read())) }] : [];
  });
}

function rowsOf({ minute, series }: Recorder): MinuteRow[] {
  return [...series.values()].map(({ histogram, ...names }) => ({ at: minute, ...names, ...histogram.read() }));
}
