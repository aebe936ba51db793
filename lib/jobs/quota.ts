import { JOB_KINDS } from "./kinds";
import type { LimitName, LimitView } from "./schemas";
import { type Actor, ownerKey } from "@/lib/auth/actor";
import { settings } from "@/lib/config/env";
import type { Context, TransactionContext } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";

/** The limits that hold for an actor: its own, else the settings'. */
export function limitsOf(actor: Actor): Record<LimitName, number> {
  const s = settings();
  return {
    max_pending_jobs: actor.limits.max_pending_jobs ?? s.QUOTA_MAX_PENDING_JOBS,
    max_jobs_per_day: actor.limits.max_jobs_per_day ?? s.QUOTA_MAX_JOBS_PER_DAY,
    max_leads_per_job: actor.limits.max_leads_per_job ?? s.QUOTA_MAX_LEADS_PER_JOB,
    max_leads_per_day: actor.limits.max_leads_per_day ?? s.QUOTA_MAX_LEADS_PER_DAY,
    cooldown_seconds: actor.limits.cooldown_seconds ?? s.QUOTA_COOLDOWN_SECONDS,
  };
}

export interface Usage {
  pending: number;
  jobsToday: number;
  leadsToday: number;
  /** Seconds since the last job; null when there was none today. */
  sinceLastSeconds: number | null;
  /** Seconds until the day ends in APP_TIMEZONE. */
  untilMidnightSeconds: number;
}

const QUOTA_KINDS = Object.entries(JOB_KINDS).filter(([, kind]) => kind.countsInQuota).map(([name]) => name);

/**
 * What an owner has used. Counted from the jobs themselves: there is no counter that could drift. By the clock, not by the transaction's start:
 * that lies before the wait for the lock.
 */
export async function usageOf(db: Queryable, actor: Actor): Promise<Usage> {
  const timeZone = settings().APP_TIMEZONE;
  const [row] = await db<Usage[]>`
    with today as (select clock_timestamp() as moment, date_trunc('day', clock_timestamp(), ${timeZone}) as began)
    select count(*) filter (where status in ('queued', 'processing', 'cancelling')) as "pending",
           count(*) filter (where created_at >= today.began) as "jobsToday",
           coalesce(sum(total) filter (where created_at >= today.began), 0)::bigint as "leadsToday",
           extract(epoch from today.moment - max(created_at))::float8 as "sinceLastSeconds",
           extract(epoch from date_trunc('day', today.began + interval '36 hours', ${timeZone}) - today.moment)::float8 as "untilMidnightSeconds"
    from today left join jobs on owner_kind = ${actor.kind} and owner_id is not distinct from ${actor.id}
      and kind = any(${QUOTA_KINDS})
      and (created_at >= today.began - interval '1 day' or status in ('queued', 'processing', 'cancelling'))
    group by today.began, today.moment`;
  return row!;
}

/**
 * Holds the owner's quotas for one more job of `leads` leads, until the transaction ends: whoever else asks for the same owner waits here.
 * @throws AppError `too_many_leads`, `rate_limit_exceeded` naming the limit, what is used of it and when to try again.
 */
export async function holdQuota({ db, actor }: TransactionContext, leads: number): Promise<void> {
  const limits = limitsOf(actor);
  if (leads > limits.max_leads_per_job) throw tooManyLeads(limits.max_leads_per_job, leads);
  // Sent together: the count runs on the server after the lock is held, with a snapshot of its own. The driver's queries are lazy, so the
  // lock is sent by hand: awaited side by side the count would go first.
  const lock = db`select pg_advisory_xact_lock(hashtextextended(${`quota ${ownerKey(actor)}`}, 0))`.execute();
  const [usage] = await Promise.all([usageOf(db, actor), lock]);
  if (usage.sinceLastSeconds !== null && usage.sinceLastSeconds < limits.cooldown_seconds) {
    throw over("cooldown_seconds", limits.cooldown_seconds, Math.floor(usage.sinceLastSeconds), limits.cooldown_seconds - usage.sinceLastSeconds);
  }
  if (usage.pending >= limits.max_pending_jobs) throw over("max_pending_jobs", limits.max_pending_jobs, usage.pending, 60);
  if (usage.jobsToday >= limits.max_jobs_per_day) throw over("max_jobs_per_day", limits.max_jobs_per_day, usage.jobsToday, usage.untilMidnightSeconds);
  if (usage.leadsToday + leads > limits.max_leads_per_day) {
    throw over("max_leads_per_day", limits.max_leads_per_day, usage.leadsToday, usage.untilMidnightSeconds, leads);
  }
}

/** `too_many_leads`: waiting would not help. */
export function tooManyLeads(max: number, given: number): AppError {
  return new AppError("too_many_leads", { params: { max, given }, extra: { limit: { name: "max_leads_per_job", max, used: given } } });
}

function over(name: LimitName, max: number, used: number, waitSeconds: number, given = 0): AppError {
  const retryAfter = Math.max(1, Math.ceil(waitSeconds));
  return new AppError("rate_limit_exceeded", {
    messageKey: `limit_${name}`,
    params: { max, used, given, retry_after: retryAfter },
    retryAfter,
    extra: { limit: { name, max, used } },
  });
}

/** `GET /api/crm/limits`: each limit of the caller with what is used, what is left and when it resets. */
export async function showLimits(ctx: Context): Promise<{ success: true; limits: LimitView[] }> {
  const limits = limitsOf(ctx.actor);
  const usage = await usageOf(ctx.db, ctx.actor);
  const midnight = new Date(ctx.now().getTime() + usage.untilMidnightSeconds * 1000).toISOString();
  const waited = Math.min(limits.cooldown_seconds, Math.floor(usage.sinceLastSeconds ?? limits.cooldown_seconds));
  const coolsAt = waited < limits.cooldown_seconds ? new Date(ctx.now().getTime() + (limits.cooldown_seconds - waited) * 1000).toISOString() : null;
  const view = (name: LimitName, used: number, resets_at: string | null): LimitView => ({
    name, max: limits[name], used, remaining: Math.max(0, limits[name] - used), resets_at,
  });
  return {
    success: true,
    limits: [
      view("max_pending_jobs", usage.pending, null),
      view("max_jobs_per_day", usage.jobsToday, midnight),
      view("max_leads_per_job", 0, null),
      view("max_leads_per_day", usage.leadsToday, midnight),
      { name: "cooldown_seconds", max: limits.cooldown_seconds, used: limits.cooldown_seconds - waited, remaining: waited, resets_at: coolsAt },
    ],
  };
}
