process.env.TANDA_PROCESS ??= "worker";
import { startWorker } from "./worker";
import { closeCache } from "@/lib/cache/coherence";
import { settings, SettingsError } from "@/lib/config/env";
import { closeDatabase } from "@/lib/db/sql";
import { asAppError } from "@/lib/http/problem";
import { log } from "@/lib/log/log";
import { startMeasuring, stopMeasuring } from "@/lib/measure/measuring";
import { startTracing } from "@/lib/trace/start-tracing";
import { stopTracing } from "@/lib/trace/trace";

/** After this a drain gives up waiting; whatever was running resumes elsewhere at its cursor. */
const DRAIN_MS = 25_000;

async function main(): Promise<void> {
  settings();
  await startTracing("worker");
  const starting = startWorker();
  const drain = (signal: string) => {
    log().info({ signal }, "worker draining: chunks in hand finish, the rest resumes elsewhere");
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    void starting
      .then((worker) => worker.stop())
      .then(stopMeasuring)
      .then(closeCache)
      .then(stopTracing)
      .then(closeDatabase)
      .then(() => {
        log().info("worker stopped");
        process.exit(0);
      });
  };
  // Before it is ready: who asks it to end the moment it is, or sooner, is heard.
  process.once("SIGTERM", () => drain("SIGTERM"));
  process.once("SIGINT", () => drain("SIGINT"));
  await starting;
  startMeasuring("worker");
}

process.on("uncaughtException", (error) => {
  if (isEchoOfLostDatabase(error)) return log().warn({ err: error }, "an echo of the lost database");
  log().fatal({ err: error }, "worker failed");
  process.exit(1);
});

/**
 * When the database goes away the worker's life ends and another begins (worker.ts); what the libraries throw outside of any promise meanwhile
 * changes nothing: postgres.js 3.4.9 writes to a socket that is gone, graphile-worker's last poll meets its closed pool.
 */
function isEchoOfLostDatabase(error: Error): boolean {
  const isWriteToGoneSocket = error instanceof TypeError && error.message.includes("'write'") && (error.stack?.includes("/postgres/") ?? false);
  return isWriteToGoneSocket || error.message.includes("after calling end on the pool") || asAppError(error).code === "unavailable";
}

main().catch((error: unknown) => {
  if (error instanceof SettingsError) console.error(error.message);
  else log().fatal({ err: error }, "worker could not start");
  process.exit(1);
});
