import { flushMeasurements } from "./flush";
import { machineReader, type MachineUse } from "./machine";
import { newIdentity, type ProcessIdentity, type ProcessKind } from "./process";
import { record } from "./recorder";
import { database, fitPool, poolUse } from "@/lib/db/sql";
import { log } from "@/lib/log/log";

const FLUSH_EVERY_MS = 10_000;
const SAMPLE_EVERY_MS = 5_000;
const LOOP_EVERY_MS = 100;
const WARN_EVERY_MS = 60_000;

interface Measuring {
  identity: ProcessIdentity;
  timers: NodeJS.Timeout[];
  /** Flushes run one after the other. */
  flushing: Promise<void>;
  cpu: NodeJS.CpuUsage;
  cpuAt: number;
  warnedAt: number;
}

const shared = globalThis as typeof globalThis & { tandaMeasuring?: Measuring };

/** Begins to measure this process and to keep what was measured, every ten seconds, until `stopMeasuring`. Called once as a process starts. */
export function startMeasuring(kind: ProcessKind): void {
  if (shared.tandaMeasuring) return;
  const readMachine = machineReader();
  readMachine();
  shared.tandaMeasuring = {
    identity: newIdentity(kind),
    timers: [every(FLUSH_EVERY_MS, () => void flushNow().then(fitPool).catch(warn)), every(SAMPLE_EVERY_MS, () => recordMachine(readMachine())), watchLoop()],
    flushing: Promise.resolve(),
    cpu: process.cpuUsage(),
    cpuAt: performance.now(),
    warnedAt: 0,
  };
  void flushNow().then(fitPool).catch(warn);
}

/** Keeps what was measured so far and ends. Never rejects: a process that stops does not wait for a database that is away. */
export async function stopMeasuring(): Promise<void> {
  const measuring = shared.tandaMeasuring;
  if (!measuring) return;
  for (const timer of measuring.timers) clearInterval(timer);
  await flush(measuring, true).catch(warn);
  delete shared.tandaMeasuring;
}

/** Keeps what this process has measured so far; does nothing where nothing is measured. */
export async function flushNow(): Promise<void> {
  if (shared.tandaMeasuring) await flush(shared.tandaMeasuring, false);
}

function flush(measuring: Measuring, stopped: boolean): Promise<void> {
  const next = measuring.flushing.catch(() => undefined).then(() => flushMeasurements(database(), measuring.identity, processState(measuring), stopped));
  measuring.flushing = next;
  return next;
}

/** Counts one sample of the machine's use. */
export function recordMachine(use: MachineUse): void {
  for (const [name, percent] of Object.entries(use) as [string, number | null][]) {
    if (percent !== null) record("gauge", name, "ok", percent * 100);
  }
}

/** How late a timer fires is how long the process was busy with something else. */
function watchLoop(): NodeJS.Timeout {
  let expectedAt = performance.now() + LOOP_EVERY_MS;
  return every(LOOP_EVERY_MS, () => {
    const now = performance.now();
    record("loop", "delay", "ok", Math.max(0, now - expectedAt) * 1000);
    expectedAt = now + LOOP_EVERY_MS;
  });
}

/** What a process says of itself beside its histograms. */
function processState(measuring: Measuring): Record<string, number> {
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage(measuring.cpu);
  const elapsedMicros = Math.max(1, (performance.now() - measuring.cpuAt) * 1000);
  measuring.cpu = process.cpuUsage();
  measuring.cpuAt = performance.now();
  return {
    rss_bytes: memory.rss,
    heap_used_bytes: memory.heapUsed,
    cpu_percent: Math.round(((cpu.user + cpu.system) / elapsedMicros) * 1000) / 10,
    uptime_seconds: Math.round(process.uptime()),
    pool_in_use: poolUse()?.inUse ?? 0,
    pool_max: poolUse()?.max ?? 0,
    pool_waiting: poolUse()?.waiting ?? 0,
  };
}

function every(milliseconds: number, run: () => void): NodeJS.Timeout {
  return setInterval(run, milliseconds).unref();
}

function warn(error: unknown): void {
  const measuring = shared.tandaMeasuring;
  if (!measuring || Date.now() - measuring.warnedAt < WARN_EVERY_MS) return;
  measuring.warnedAt = Date.now();
  log().warn({ err: error }, "measurements are not kept: the database is away; the last 15 minutes wait in memory");
}
