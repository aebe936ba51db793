import { type Counted, Histogram } from "./histogram";

/**
 * What is measured. `route`: requests by status class; `outside`: calls of outside systems by outcome; `task`: runs of the queue's tasks; `queue`: their
 * wait from being due to starting; `pool`: waits for a database connection; `loop`: lateness of the event loop; `gauge`: samples in hundredths
 * of a percent; `cache`: hits, misses and errors.
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
  const recorder = (shared.tandaRecorder ??= { minute, series: new Map(), ended: [] });
  if (recorder.minute < minute) {
    if (recorder.series.size > 0) recorder.ended = [...recorder.ended, rowsOf(recorder)].slice(-ENDED_KEPT);
    recorder.minute = minute;
    recorder.series = new Map();
  }
  return recorder;
}

function rowsOf({ minute, series }: Recorder): MinuteRow[] {
  return [...series.values()].map(({ histogram, ...names }) => ({ at: minute, ...names, ...histogram.read() }));
}
