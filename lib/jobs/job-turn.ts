import type { Queryable } from "@/lib/db/sql";

/**
 * A CTE `turn` that waits for the job's turn: an advisory lock, held to the end of the transaction by a chunk and by whoever cancels the job. A
 * row's lock may be taken by a newcomer before the one who waits for it has woken, so the last chunk could begin before a cancel that waited for
 * the chunk before it; the queue of an advisory lock is first come, first served. The statement's snapshot is older than its turn: read the job
 * with `for … update`, or write it, which both take the row as it is then.
 */
export function jobTurn(db: Queryable, jobId: number) {
  return db`turn as materialized (select pg_advisory_xact_lock(hashtextextended('job ' || ${jobId}::bigint, 0)))`;
}
