import { randomInt } from "node:crypto";
import { hostname } from "node:os";
import { holdLock } from "@/lib/db/held-lock";
import type { Database } from "@/lib/db/sql";
import type { Log } from "@/lib/log/log";

/** Namespace of the advisory locks that mean "this worker lives". */
const LOCK_CLASS = 7_261_002;

export interface Life {
  /** Registers a pool of the queue under this life: its jobs are freed when the life ends. */
  register(poolId: string, concurrency: number): Promise<void>;
  /**
   * Tells the console that the pool is there, if it has one, and frees the jobs of every pool whose life has ended.
   * @returns how many of the queue's jobs are due and taken by nobody, at most `atMost`.
   */
  beat(poolId: string | undefined, atMost: number): Promise<number>;
  end(poolId: string | undefined): Promise<void>;
}

/**
 * Holds an advisory lock, on a connection of its own, for as long as this process lives. PostgreSQL lets it go the moment the process or its
 * connection dies, so that others see a dead worker in seconds: graphile-worker alone would free its jobs after four hours.
 * @param onLost called when the connection is lost: whatever this life had locked may be taken by others from now on.
 */
export async function startLife(url: string, db: Database, log: Log, onLost: (reason: string) => void): Promise<Life> {
  const lockKey = randomInt(1, 2 ** 31 - 1);
  const lock = await holdLock({ url, lockClass: LOCK_CLASS, lockKey, name: "tanda worker life" }, onLost);

  return {
    async register(poolId, concurrency) {
      await db`
        insert into worker_pools (pool_id, lock_key, host, pid, concurrency) values (${poolId}, ${lockKey}, ${hostname()}, ${process.pid}, ${concurrency})
        on conflict (pool_id) do nothing`;
    },
    async beat(poolId = "", atMost) {
      const { gone, due } = await beatAndReap(db, poolId, atMost);
      for (const dead of gone) log.warn({ pool_id: dead }, "a worker is gone: its jobs are free for others");
      return due;
    },
    async end(poolId) {
      // The queue may stop a moment before its last completion is written: what it left locked is freed here.
      if (poolId) {
        await db`
          with pool as (update worker_pools set stopped_at = now() where pool_id = ${poolId} and stopped_at is null returning pool_id)
          select graphile_worker.force_unlock_workers(array[pool_id]) from pool`.catch(() => undefined);
      }
      await lock.release();
    },
  };
}

/**
 * Unlocks the queue jobs of registered pools whose lock nobody holds. The lock is tried within the transaction that unlocks, so that two
 * reapers never do it twice.
 */
async function beatAndReap(db: Database, poolId: string, atMost: number): Promise<{ gone: string[]; due: number }> {
  const [row] = await db<{ gone: string[]; due: number }[]>`
    with seen as (
      update worker_pools set seen_at = now() where pool_id = ${poolId}
    ), free as materialized (
      select pool_id from worker_pools where stopped_at is null and pool_id <> ${poolId} and pg_try_advisory_xact_lock(${LOCK_CLASS}, lock_key::int)
    ), gone as (
      update worker_pools set stopped_at = now(), lost_at = now() where pool_id in (select pool_id from free) returning pool_id
    ), unlocked as materialized (
      select pool_id, graphile_worker.force_unlock_workers(array[pool_id]) from gone
    )
    select coalesce((select array_agg(pool_id) from unlocked), '{}') as gone,
      (select count(*)::int from (select from graphile_worker._private_jobs where is_available and run_at <= now() limit ${atMost}) waiting) as due`;
  return row!;
}
