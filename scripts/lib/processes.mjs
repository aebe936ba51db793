// Knowing a process again: a pid alone may belong to somebody else by the time it is read back from a file, so
// every record holds the pid together with the instant that process started.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const hasProc = existsSync("/proc/self/stat");

/** Returns a text that no other process on this machine has ever had, or null if `pid` is not running. */
export function identify(pid) {
  return hasProc ? identifyByProc(pid) : identifyByPs(pid);
}

function identifyByProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the fields after it are the state and, 20th, the start time in ticks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (isDeadState(fields[0])) return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${pid}/${fields[19]}`;
  } catch {
    return null;
  }
}

function identifyByPs(pid) {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    if (!line || isDeadState(line[0])) return null;
    return `${pid}/${line.split(/\s+/).slice(1).join(" ")}`;
  } catch {
    return null;
  }
}

/** A zombie still has a pid in a container whose first process reaps nobody; it holds nothing any more. */
function isDeadState(state) {
  return state === "Z" || state === "X";
}

/** True while the very process of the record `{pid, identity}` runs. */
export function isAlive(record) {
  return Boolean(record?.identity) && identify(record.pid) === record.identity;
}

/** The record of this process or of `pid`, to be written to a file and given to {@link isAlive} later. */
export function recordOf(pid = process.pid, details = {}) {
  return { pid, identity: identify(pid), ...details };
}

/** Writes JSON so that a reader sees either the old file or the whole new one. */
export function writeJson(file, value, mode = 0o600) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode });
  renameSync(draft, file);
}

/** Returns the JSON of a file, or null if it is missing or unreadable. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * A folder with one file for each process that stands in it.
 * `enter` adds one (this process by default), `leave` removes it, `living` returns the records of those still
 * running and forgets the others.
 */
export function processRegister(folder) {
  const fileOf = (pid) => path.join(folder, `${pid}.json`);
  return {
    enter(pid = process.pid, details = {}) {
      mkdirSync(folder, { recursive: true });
      writeJson(fileOf(pid), recordOf(pid, details));
    },
    leave(pid = process.pid) {
      rmSync(fileOf(pid), { force: true });
    },
    living() {
      const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
      return names.flatMap((name) => {
        const record = readJson(path.join(folder, name));
        if (isAlive(record)) return [record];
        rmSync(path.join(folder, name), { force: true });
        return [];
      });
    },
  };
}

/** Sends a signal, to the whole process group if `pid` is negative; false if nobody is there. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Resolves true once `isDone()` holds, false after `timeoutMs`. */
export async function waitUntil(isDone, timeoutMs, intervalMs = 50) {
  const deadline = Date.now() + timeoutMs;
  while (!(await isDone())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
  return true;
}

/**
 * Ends recorded processes, each the leader of a group: asks, waits `graceMs`, then kills the group. One recorded as
 * `disposable` has nothing to drain and may not listen (npm does not): its group is killed at once.
 */
export async function endRecorded(records, graceMs) {
  for (const { pid, disposable } of records) {
    if (disposable) signal(-pid, "SIGKILL");
    else signal(pid, "SIGTERM");
  }
  await waitUntil(() => !records.some(isAlive), graceMs);
  for (const record of records) if (isAlive(record)) signal(-record.pid, "SIGKILL");
  await waitUntil(() => !records.some(isAlive), 2_000);
}
