import { Client } from "pg";

const PROBE_EVERY_MS = 1_000;
const PROBE_TIMEOUT_MS = 5_000;

export interface HeldLock {
  /** Lets it go. */
  release(): Promise<void>;
}

/**
 * Holds an advisory lock, on a connection of its own, for as long as this process lives. PostgreSQL lets it go the moment the process or its
 * connection dies, so that others see it in seconds. The connection is `pg`'s, which tells at once when it is lost.
 * @param onLost called once when the connection is lost: others may take over from now on.
 */
export async function holdLock(
  { url, lockClass, lockKey, name }: { url: string; lockClass: number; lockKey: number; name: string },
  onLost: (reason: string) => void,
): Promise<HeldLock> {
  const holder = new Client({ connectionString: url, application_name: name, keepAlive: true, connectionTimeoutMillis: 5_000, query_timeout: PROBE_TIMEOUT_MS });
  let over = false;
  const lost = (reason: string) => {
    if (over) return;
    over = true;
    clearInterval(probe);
    onLost(reason);
  };
  holder.on("error", (error) => lost(error.message));
  holder.on("end", () => lost("the connection that holds the liveness lock was closed"));
  await holder.connect();
  await holder.query("select pg_advisory_lock($1, $2)", [lockClass, lockKey]);
  // A network that swallows packets closes nothing: only an unanswered question shows it.
  const probe = setInterval(() => void holder.query("select 1").catch((error: Error) => lost(error.message)), PROBE_EVERY_MS);
  return {
    async release() {
      over = true;
      clearInterval(probe);
      await holder.end().catch(() => undefined);
    },
  };
}
