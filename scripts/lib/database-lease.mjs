// Several commands may share one embedded server: the first starts it, the last one to leave stops it.
import path from "node:path";
import { withLock, withLockSync } from "./lock.mjs";
import { ensureDatabase, openCluster } from "./postgres.mjs";
import { processRegister } from "./processes.mjs";

const databaseName = "tanda";

/**
 * Starts or joins the embedded server of a data folder. Returns `{url, ensureRunning(), release()}`; `release` is synchronous.
 * A server found running with nobody registered was left by a killed launcher, whose web and worker may still use it:
 * only an `owner` (the launcher, which ends those first) stops such a one.
 */
export async function leaseDatabase(dataDir, { owner = false } = {}) {
  const lockFile = path.join(dataDir, "postgres.lock");
  const clients = processRegister(path.join(dataDir, "postgres-clients"));
  return withLock(lockFile, async () => {
    const isOrphan = clients.living().length === 0;
    const cluster = await openCluster({ home: dataDir });
    const adopted = !cluster.startedHere && isOrphan;
    clients.enter();
    const url = await ensureDatabase(cluster, databaseName);
    const release = () =>
      withLockSync(lockFile, () => {
        clients.leave();
        if (clients.living().length === 0 && (owner || !adopted)) cluster.stop();
      });
    const ensureRunning = () => withLock(lockFile, async () => (await openCluster({ home: dataDir })).startedHere);
    return { url, ensureRunning, release };
  });
}
