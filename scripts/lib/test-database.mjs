// A PostgreSQL for one test run: its own cluster in the system's temporary folder, gone afterwards.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { withLock } from "./lock.mjs";
import { commandLine } from "./postgres-account.mjs";
import { ensureDatabase, openCluster } from "./postgres.mjs";
import { isAlive, readJson, recordOf, signal, writeJson } from "./processes.mjs";

const prefix = "tanda-test-";

/**
 * Makes a temporary folder that PostgreSQL's user can enter too, and removes those of runs that were killed.
 * `remove()` deletes it; `home` is its path.
 */
export function temporaryFolder() {
  removeStale();
  const home = mkdtempSync(path.join(os.tmpdir(), prefix));
  chmodSync(home, 0o755);
  writeJson(path.join(home, "owner.json"), recordOf());
  return { home, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

function removeStale() {
  const names = readdirSync(os.tmpdir()).filter((name) => name.startsWith(prefix));
  for (const folder of names.map((name) => path.join(os.tmpdir(), name))) {
    const owner = readJson(path.join(folder, "owner.json"));
    if (owner && !isAlive(owner)) removeCluster(folder);
  }
}

/** What another user left is his to remove: a refusal is no reason to stop a test run. */
function removeCluster(folder) {
  try {
    const postgres = leftPid(path.join(folder, "postgres/postmaster.pid"));
    if (postgres && commandLine(postgres).includes(`${folder}/`)) signal(postgres, "SIGQUIT");
    const redis = leftPid(path.join(folder, "redis.pid"));
    if (redis && workingFolder(redis) === folder) signal(redis, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    console.error(`Left in place: ${folder} (${error.code})`);
  }
}

function leftPid(file) {
  return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
}

/** Where a process runs, or null where that cannot be told. */
function workingFolder(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/**
 * Starts the cluster and prepares a template by `migrate(url)` and a database cloned from it.
 * Returns `{adminUrl, databaseUrl, stop()}`: `create database X template tanda_template` by way of `adminUrl` gives a
 * test that cannot roll back a database of its own.
 */
export async function openTestDatabase(migrate) {
  const { home, remove } = temporaryFolder();
  // Two runs at once must not choose the same port.
  const cluster = await withLock(path.join(os.tmpdir(), "tanda-test-port.lock"), () => openCluster({ home, throwaway: true }));
  const stop = () => {
    cluster.stop();
    remove();
  };
  try {
    await migrate(await ensureDatabase(cluster, "tanda_template"));
    const databaseUrl = await ensureDatabase(cluster, "tanda_test", "tanda_template");
    return { adminUrl: cluster.url("postgres"), databaseUrl, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
