import type { TaskContext } from "../registry";
import { settings } from "@/lib/config/env";
import { cleanupJobs } from "@/lib/jobs/cleanup-jobs";

const LOCAL_TIME = "03:00";

/** Runs each quarter of an hour and cleans up at the one that is 03:00 in APP_TIMEZONE; a missed one is made up for by cron's backfill. */
export async function run({ ctx }: TaskContext, payload: { _cron?: { ts: string } }): Promise<void> {
  const scheduledFor = payload._cron ? new Date(payload._cron.ts) : ctx.now();
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: settings().APP_TIMEZONE }).format(scheduledFor);
  if (!payload._cron || time === LOCAL_TIME) await cleanupJobs(ctx);
}
