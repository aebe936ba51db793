process.env.TANDA_PROCESS ??= "worker";
import { startWorker } from "./worker";
import { settings, SettingsError } from "@/lib/config/env";
import { closeDatabase } from "@/lib/db/sql";
import { log } from "@/lib/log/log";

/** After this a drain gives up waiting; whatever was running resumes elsewhere at its cursor. */
const DRAIN_MS = 25_000;

async function main(): Promise<void> {
  settings();
  const worker = await startWorker();
  const drain = (signal: string) => {
    log().info({ signal }, "worker draining: chunks in hand finish, the rest resumes elsewhere");
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    void worker
      .stop()
      .then(closeDatabase)
      .then(() => {
        log().info("worker stopped");
        process.exit(0);
      });
  };
  process.once("SIGTERM", () => drain("SIGTERM"));
  process.once("SIGINT", () => drain("SIGINT"));
}

main().catch((error: unknown) => {
  if (error instanceof SettingsError) console.error(error.message);
  else log().fatal({ err: error }, "worker could not start");
  process.exit(1);
});
