import { closeCache } from "@/lib/cache/coherence";
import { settings, SettingsError } from "@/lib/config/env";
import { compressJson } from "./compressible";
import { shedLoad } from "./shed-load";
import { closeStreams } from "@/lib/events/hub";
import { startMeasuring, stopMeasuring } from "@/lib/measure/measuring";
import { timeRequests } from "@/lib/measure/request-timing";
import { stopTracing } from "@/lib/trace/trace";

/** The last measurements may hold the end up for as long as this. */
const LAST_FLUSH_MS = 2_000;

/** Checks the settings, measures, compresses, refuses what is too much, and ends open event streams on SIGTERM: the server waits for open connections before it stops. */
export function startWeb(): void {
  try {
    settings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  compressJson();
  shedLoad();
  timeRequests();
  startMeasuring("web");
  process.once("SIGTERM", () => void closeStreams());
  process.once("SIGINT", () => void closeStreams());
  keepLastMeasurements();
}

/** Next.js ends the process itself once its connections are closed; it has no hook before that, so its exit waits for the last flush, and for the cache's goodbye. */
function keepLastMeasurements(): void {
  const exit = process.exit.bind(process);
  process.exit = ((code?: number) => {
    process.exit = exit;
    setTimeout(() => exit(code), LAST_FLUSH_MS);
    void Promise.all([stopMeasuring(), closeCache(), stopTracing()]).then(() => exit(code));
  }) as typeof process.exit;
}
