import type { PerformanceStats } from "./schemas";
import type { Context } from "@/lib/context/context";

/** Processes keep what they measured every ten seconds; one that missed three is not there. */
const ALIVE_SECONDS = 35;

/** The processes that live, and those that ended in the last hour without saying goodbye. */
export async function listProcesses({ db }: Pick<Context, "db">): Promise<PerformanceStats["processes"]> {
  const rows = await db<(Omit<PerformanceStats["processes"][number], "started_at" | "seen_at"> & { startedAt: Date; seenAt: Date })[]>`
    select id, kind, host, pid, build, started_at as "startedAt", seen_at as "seenAt", seen_at > now() - make_interval(secs => ${ALIVE_SECONDS}) as alive, state
    from processes where stopped_at is null and seen_at > now() - interval '1 hour' order by kind, started_at`;
  return rows.map(({ startedAt, seenAt, ...row }) => ({ ...row, started_at: startedAt.toISOString(), seen_at: seenAt.toISOString() }));
}

/** When a process began with another build than the one that began before it. */
export async function listDeploys({ db, now }: Pick<Context, "db" | "now">, minutes: number): Promise<PerformanceStats["deploys"]> {
  const rows = await db<{ at: Date; build: string }[]>`
    select started_at as at, build from (
      select started_at, build, lag(build) over (order by started_at) as previous from processes
    ) start
    where previous <> build and started_at > ${now()}::timestamptz - make_interval(mins => ${minutes}) order by started_at`;
  return rows.map(({ at, build }) => ({ at: at.toISOString(), build }));
}
