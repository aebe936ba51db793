import { readFileSync, statfsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const CGROUP = "/sys/fs/cgroup";

/** How much of the machine is in use, in percent; of the container, where the process lives in one that has limits. */
export interface MachineUse {
  /** Since the reading before; null at the first. */
  cpu: number | null;
  memory: number | null;
  disk: number | null;
}

/** Makes a reader of the machine's use: it remembers the CPU time of its last reading. */
export function machineReader(root = CGROUP, folder = process.env.DATA_DIR ?? "."): () => MachineUse {
  let last: CpuTime | undefined;
  return () => {
    const now = cpuTime(root);
    const cpu = last && now.capacityMs > last.capacityMs ? ((now.usedMs - last.usedMs) / (now.capacityMs - last.capacityMs)) * 100 : null;
    last = now;
    return { cpu: cpu === null ? null : clampPercent(cpu), memory: memoryPercent(root), disk: diskPercent(folder) };
  };
}

/** Used CPU time, and the most that could have been used since some fixed moment. */
interface CpuTime {
  usedMs: number;
  capacityMs: number;
}

/** With a quota: the container's time of its quota. Without one: the machine's busy time of all its processors. */
function cpuTime(root: string): CpuTime {
  const cpus = cpuQuota(root);
  const usedMs = cpus === null ? null : containerCpuMs(root);
  if (cpus !== null && usedMs !== null) return { usedMs, capacityMs: performance.now() * cpus };
  const totals = os.cpus().map(({ times }) => ({ idle: times.idle, all: times.user + times.nice + times.sys + times.idle + times.irq }));
  const all = totals.reduce((sum, cpu) => sum + cpu.all, 0);
  return { usedMs: all - totals.reduce((sum, cpu) => sum + cpu.idle, 0), capacityMs: all };
}

/** Processors that the container may use; null without a quota. */
function cpuQuota(root: string): number | null {
  const [quota, period] = readText(root, "cpu.max")?.split(" ").map(Number) ?? [readNumber(root, "cpu/cpu.cfs_quota_us"), readNumber(root, "cpu/cpu.cfs_period_us")];
  return quota && period && quota > 0 && period > 0 ? quota / period : null;
}

function containerCpuMs(root: string): number | null {
  const micros = readField(root, "cpu.stat", "usage_usec");
  if (micros !== null) return micros / 1000;
  const nanos = readNumber(root, "cpuacct/cpuacct.usage");
  return nanos === null ? null : nanos / 1e6;
}

/** What cannot be had back by dropping the cache of files, of the container's limit or the machine's memory. */
function memoryPercent(root: string): number | null {
  const total = os.totalmem();
  const limit = readNumber(root, "memory.max") ?? readNumber(root, "memory/memory.limit_in_bytes");
  if (limit !== null && limit < total) {
    const used = readNumber(root, "memory.current") ?? readNumber(root, "memory/memory.usage_in_bytes");
    const cache = readField(root, "memory.stat", "inactive_file") ?? readField(root, "memory/memory.stat", "total_inactive_file") ?? 0;
    return used === null ? null : clampPercent(((used - cache) / limit) * 100);
  }
  const available = readField("/proc", "meminfo", "MemAvailable:");
  return clampPercent((1 - (available === null ? os.freemem() : available * 1024) / total) * 100);
}

function diskPercent(folder: string): number | null {
  try {
    const { blocks, bfree, bavail } = statfsSync(folder);
    const used = blocks - bfree;
    return used + bavail === 0 ? null : clampPercent((used / (used + bavail)) * 100);
  } catch {
    return null;
  }
}

function readText(root: string, name: string): string | null {
  try {
    return readFileSync(path.join(root, name), "utf8").trim();
  } catch {
    return null;
  }
}

function readNumber(root: string, name: string): number | null {
  const text = readText(root, name);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** The number after a name at a line's start. */
function readField(root: string, name: string, field: string): number | null {
  const line = readText(root, name)?.split("\n").find((text) => text.startsWith(`${field} `));
  return line === undefined ? null : Number.parseInt(line.slice(field.length).trim(), 10);
}

function clampPercent(value: number): number {
  return Math.min(100, Math.max(0, value));
}
