import { notifyCampaign } from "./notify";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

/** Pauses a campaign whose quiet hours have begun, or whose sender has used up its day, until the clock allows it again. */
export async function pauseByClock(ctx: Context, campaignId: number, cause: "quiet" | "capped"): Promise<void> {
  const zone = settings().APP_TIMEZONE;
  const { db } = ctx;
  const ownZone = cause === "quiet" ? db`coalesce(time_zone, ${zone})` : db`${zone}::text`;
  // The end of the quiet hours is today's where that is still to come, else tomorrow's; a used-up day ends at midnight.
  const resumeAt = cause === "quiet"
    ? db`case when to_char(now() at time zone ${ownZone}, 'HH24:MI') < quiet_to then local_day + quiet_to::time else local_day + 1 + quiet_to::time end`
    : db`local_day + 1 + time '00:00'`;
  const paused = await db`
    update campaigns c set status = 'paused', reason = ${cause === "quiet" ? "quiet_hours" : "daily_cap"}, reason_code = null, paused_at = clock_timestamp(),
      resume_at = (select (${resumeAt}) at time zone ${ownZone} from (select (now() at time zone ${ownZone})::date as local_day) d), version = version + 1
    where id = ${campaignId} and status = 'sending'`;
  if (paused.count > 0) await notifyCampaign(db, { id: campaignId, status: "paused" });
}
