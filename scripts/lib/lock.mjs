// Mutual exclusion between processes by files that name their holder, so a killed holder blocks nobody.
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive, readJson, recordOf } from "./processes.mjs";

const retryMs = 25;

/**
 * Takes the lock or says who holds it.
 * Returns `{release}` on success, `{holder}` (the record the holder wrote, with its `details`) otherwise.
 */
export function tryLock(file, details = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  // A link appears with its content already there: nobody can read a lock file half written.
  writeFileSync(draft, JSON.stringify(recordOf(process.pid, details)), { mode: 0o600 });
  try {
    for (;;) {
      if (link(draft, file)) return { release: () => rmSync(file, { force: true }) };
      const holder = readJson(file);
      if (isAlive(holder)) return { holder };
      removeStale(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moves the file aside before judging it: two processes that saw the same dead holder must not both remove it. */
function removeStale(file) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (isAlive(readJson(aside))) link(aside, file);
  rmSync(aside, { force: true });
}

/** Runs `work` while holding the lock, waiting for it as long as its holder lives. */
export async function withLock(file, work) {
  let lock = tryLock(file);
  while (!lock.release) {
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    lock = tryLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** The same for code that must not yield, such as a handler of the process's exit. */
export function withLockSync(file, work) {
  let lock = tryLock(file);
  while (!lock.release) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    lock = tryLock(file);
  }
  try {
    return work();
  } finally {
    lock.release();
  }
}
