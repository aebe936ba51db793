import { settings, SettingsError } from "@/lib/config/env";
import { closeStreams } from "@/lib/events/hub";

/** Checks the settings, and ends open event streams on SIGTERM: the server waits for open connections before it stops. */
export function startWeb(): void {
  try {
    settings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  process.once("SIGTERM", closeStreams);
  process.once("SIGINT", closeStreams);
}
