import { readSettings } from "./settings";
import { startSync } from "./start-sync";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";

/** After midnight's quiet begins and before the clean-up at three. */
const LOCAL_TIME = "02:00";

/** Starts the nightly run where it is switched on and the hour in APP_TIMEZONE has come. One that is under way is enough. */
export async function startNightlySync(ctx: Context, at: Date): Promise<void> {
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: settings().APP_TIMEZONE }).format(at);
  if (time !== LOCAL_TIME) return;
  const { nightly_enabled } = await readSettings(ctx.db);
  if (!nightly_enabled) return;
  try {
    await startSync(ctx);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "sync_in_progress")) throw error;
    ctx.log.info("the nightly wispro run is left out: one is under way");
  }
}
