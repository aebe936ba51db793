import { currentReadings, type Readings } from "./readings";
import { judge, type Judged } from "@/lib/alerts/judge";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

/** Namespace of the lock under which one process judges at a time. */
const WATCH_LOCK = 7_261_011;

/** What was measured of the system as a whole, judged each minute by hysteresis. A second process that comes meanwhile leaves it. */
export async function watchSystem(ctx: Context): Promise<void> {
  const readings = await currentReadings(ctx);
  await ctx.db.begin(async (db) => {
    const [{ mine }] = await db<[{ mine: boolean }]>`select pg_try_advisory_xact_lock(${WATCH_LOCK}) as mine`;
    if (!mine) return;
    await judge(db, judged(readings));
    await db`delete from alerts where resolved_at < now() - interval '30 days'`;
  });
}

function judged(readings: Readings): Judged[] {
  const s = settings();
  const rules: [Judged["kind"], number | null, number, Judged["severity"]][] = [
    ["response_time", readings.responseMsP95, s.ALERT_RESPONSE_TIME_THRESHOLD, "warning"],
    ["cpu", readings.cpuPercent, s.ALERT_CPU_THRESHOLD, "warning"],
    ["memory", readings.memoryPercent, s.ALERT_MEMORY_THRESHOLD, "critical"],
    ["cache_errors", readings.cacheErrorPercent, s.ALERT_CACHE_ERROR_THRESHOLD, "warning"],
    ["disk", readings.diskPercent, s.ALERT_DISK_THRESHOLD, "critical"],
  ];
  // Nothing measured is no news: a streak goes on when there is something to judge again.
  return rules.flatMap(([kind, value, limit, severity]) =>
    value === null ? [] : [{ kind, bad: value > limit, severity, params: { value: Math.round(value * 10) / 10, limit } }]);
}
