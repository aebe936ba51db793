import { database, type Database } from "@/lib/db/sql";
import { log } from "@/lib/log/log";

const LOOK_EVERY_MS = 10_000;
/** So many looks in a row must reach the database before silence counts: after it was away nobody's heartbeat is recent. */
const LOOKS_BEFORE_SILENCE_COUNTS = 4;
const WATCH_LOCK = 7_261_012;
const SILENT_SECONDS = 30;
/** A worker that lost its database and lives on begins a new life within this. */
const NEW_LIFE_SECONDS = 10;
const ALIVE_SECONDS = 10;

const shared = globalThis as typeof globalThis & { tandaLivesWatch?: NodeJS.Timeout };

/** Looks every ten seconds, from this process, after the workers and gateways: a worker cannot tell of its own death when it was the only one. */
export function keepWatchOverLives(): void {
  let reached = 0;
  const look = async () => {
    try {
      await watchLives(database(), { silenceCounts: reached >= LOOKS_BEFORE_SILENCE_COUNTS });
      reached += 1;
    } catch (error) {
      // The database is away, which the health report says; the next look is soon.
      log().debug({ err: error }, "no look after workers and gateways");
      reached = 0;
    }
  };
  shared.tandaLivesWatch ??= setInterval(() => void look(), LOOK_EVERY_MS).unref();
}

/**
 * Raises `worker_gone` for workers that ended without saying so, and for workers and gateways that are silent; resolves what is made up for. A process
 * that began a new life after its database was away is not gone. One look at a time over all processes.
 */
export async function watchLives(pool: Database, { silenceCounts }: { silenceCounts: boolean }): Promise<void> {
  await pool.begin(async (db) => {
    const [{ mine }] = await db<[{ mine: boolean }]>`select pg_try_advisory_xact_lock(${WATCH_LOCK}) as mine`;
    if (!mine) return;
    // A worker that died is made up for when one that began after its last sign of life lives, or when it was only silent.
    await db`
      select alert_resolve('worker_gone', a.subject) from alerts a
      where a.kind = 'worker_gone' and a.resolved_at is null
        and exists (
          select from worker_pools w
          where w.stopped_at is null and w.seen_at > now() - make_interval(secs => ${ALIVE_SECONDS})
            and (w.pool_id = a.subject or w.started_at > coalesce((select g.seen_at from worker_pools g where g.pool_id = a.subject), a.raised_at)))`;
    await db`
      select alert_raise('worker_gone', g.pool_id, 'critical', json_build_object('host', g.host)::jsonb) from worker_pools g
      where (g.lost_at between now() - interval '1 hour' and now() - make_interval(secs => ${NEW_LIFE_SECONDS})
             or ${silenceCounts}::boolean and g.stopped_at is null and g.seen_at < now() - make_interval(secs => ${SILENT_SECONDS}))
        and not exists (select from worker_pools w where w.host = g.host and w.pid = g.pid and w.started_at > g.started_at and w.stopped_at is null)
        and not exists (select from alerts a where a.kind = 'worker_gone' and a.subject = g.pool_id and a.raised_at >= g.seen_at)`;
    await db`
      select alert_resolve('gateway_gone', a.subject) from alerts a
      where a.kind = 'gateway_gone' and a.resolved_at is null
        and not exists (select from whatsapp_gateways g where g.id = a.subject and g.heartbeat_at < now() - make_interval(secs => ${SILENT_SECONDS}))`;
    if (!silenceCounts) return;
    await db`
      select alert_raise('gateway_gone', id, 'critical', json_build_object('host', host)::jsonb)
      from whatsapp_gateways where heartbeat_at < now() - make_interval(secs => ${SILENT_SECONDS})`;
  });
}
