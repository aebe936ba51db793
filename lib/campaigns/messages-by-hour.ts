import type { MessageHour } from "./queue-schemas";
import { requirePermission } from "@/lib/auth/roles";
import { settings } from "@/lib/config/env";
import type { Context } from "@/lib/context/context";

/** Messages started in each hour of today beside yesterday's, of all campaigns, in hours of APP_TIMEZONE. */
export async function messagesByHour(ctx: Context): Promise<MessageHour[]> {
  requirePermission(ctx.actor, "campaigns:read");
  const zone = settings().APP_TIMEZONE;
  // The rates are found by their campaign: those that have ended before yesterday began are not looked at.
  return ctx.db<MessageHour[]>`
    with days as (
      select today, date_trunc('day', today - interval '1 hour', ${zone}) as yesterday from date_trunc('day', now(), ${zone}) as today
    ), counted as (
      select r.at >= days.today as is_today, extract(hour from r.at at time zone ${zone})::int as hour, sum(r.started)::int as started
      from days cross join campaigns c join campaign_rates r on r.campaign_id = c.id and r.at >= days.yesterday
      where c.started_at is not null and (c.finished_at is null or c.finished_at >= days.yesterday)
      group by 1, 2
    )
    select h.hour, case when h.hour <= extract(hour from now() at time zone ${zone}) then coalesce(t.started, 0) end as total, coalesce(y.started, 0) as yesterday
    from generate_series(0, 23) h (hour)
    left join counted t on t.is_today and t.hour = h.hour
    left join counted y on not y.is_today and y.hour = h.hour
    order by h.hour`;
}
