import { JOB_KINDS, QUEUE_PRIORITY } from "./kinds";
import { QUEUE_MAX_ATTEMPTS } from "./create-job";
import { jobTurn } from "./job-turn";
import { jobColumns, type JobRow } from "./view";
import { settings } from "@/lib/config/env";
import type { Context, TransactionContext } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/sql";
import { notifyProcesses } from "@/lib/events/bus";
import { asAppError } from "@/lib/http/problem";
import { traceparent } from "@/lib/trace/trace";

/** What one chunk did. `updated + unchanged + failed` is how many items it took. */
export interface ChunkResult {
  updated: number;
  unchanged: number;
  failed: number;
  /** A kind's own counters, added to those of the job. */
  counters?: Record<string, number>;
  /** How many items there are, where that is only known on the way. */
  total?: number;
  /** Was this the last chunk? By default it was when as many items are done as there are. */
  finished?: boolean;
}

/** Thrown by a chunk that trying again would not help: the job fails at once, with this code. */
export class HopelessJob extends Error {}

/** Thrown by a chunk that is to be begun again at once, in a transaction of its own: what it had done is taken back. */
export class ChunkAgain extends Error {}

/** Does one chunk inside the transaction that also moves the cursor and the counters; null when there is no chunk at the cursor. */
export type ChunkVerb = (ctx: TransactionContext, job: JobRow) => Promise<ChunkResult | null>;

export interface RunOptions {
  /** The worker that runs it, for the job's page. */
  workerId: string;
  /** Runs so many milliseconds before it asks whether others wait; after each chunk unless given. */
  turnMs?: number;
  /** Gets ready what the next chunk needs from outside, before its transaction begins. */
  prepare?: () => Promise<void>;
}

const MAX_ATTEMPTS = 3;

/**
 * Runs a job's chunks from its cursor on, for one turn: at least one chunk, and on as long as no other job waits for its place; then it goes to
 * the end of the queue. Each chunk is one transaction: change, history, counters, cursor and event; so a crash
 * resumes at the cursor, nothing done twice, nothing left out. The job's turn is held by the chunk: a second worker on the same job (one
 * thought dead, say) waits, then goes on after it; a cancel that waits comes before the next chunk. A cancelled, failed or finished job is left alone.
 */
export async function runJob(ctx: Context, jobId: number, chunk: ChunkVerb, options: RunOptions): Promise<void> {
  const turnEndsAt = performance.now() + (options.turnMs ?? 0);
  for (let chunks = 0; ; chunks += 1) {
    const turnOver = ctx.signal.aborted || (chunks > 0 && performance.now() >= turnEndsAt);
    try {
      if (!turnOver) await options.prepare?.();
      const more = await ctx.db.begin((db) => runChunk({ ...ctx, db }, jobId, chunk, options.workerId, turnOver));
      if (!more) return;
    } catch (error) {
      if (error instanceof ChunkAgain) continue;
      if (error instanceof HopelessJob) return failJob(ctx, jobId, error.message);
      await recordFailedAttempt(ctx, jobId, error);
      throw error;
    }
  }
}

/** One chunk, or the end of the turn. Answers whether this turn goes on. */
async function runChunk(ctx: TransactionContext, jobId: number, chunk: ChunkVerb, workerId: string, turnOver: boolean): Promise<boolean> {
  const { db } = ctx;
  const [job] = await db<JobRow[]>`
    with ${jobTurn(db, jobId)}
    select ${jobColumns(db)} from jobs j, turn where j.id = ${jobId} for no key update of j`;
  if (!job || job.finishedAt) return false;
  if (job.status === "cancelling") {
    await finishJob(db, job, "cancelled");
    return false;
  }
  if (turnOver && (ctx.signal.aborted || (await othersWait(db)))) {
    await enqueueAgain(db, job);
    return false;
  }
  const startedAt = performance.now();
  const done = await chunk(ctx, job);
  if (!done) {
    await finishJob(db, job, "completed");
    return false;
  }
  return saveProgress(db, job, done, workerId, Math.round(performance.now() - startedAt));
}

/** Moves the cursor and the counters; the last chunk also completes the job. Answers whether there is more to do. */
async function saveProgress(db: Transaction, job: JobRow, done: ChunkResult, workerId: string, durationMs: number): Promise<boolean> {
  const counters = { ...job.counters };
  for (const [name, value] of Object.entries(done.counters ?? {})) counters[name] = (counters[name] ?? 0) + value;
  const total = done.total ?? job.total;
  const finished = done.finished ?? job.processed + done.updated + done.unchanged + done.failed >= total;
  // One round trip: the three are sent together on the transaction's connection.
  await Promise.all([
    db`
      update jobs set status = ${finished ? "completed" : "processing"}, cursor = cursor + 1, worker_id = ${workerId},
        processed = processed + ${done.updated + done.unchanged + done.failed}, updated = updated + ${done.updated},
        unchanged = unchanged + ${done.unchanged}, failed = failed + ${done.failed}, counters = ${db.json(counters)},
        total = ${total}, version = version + 1, started_at = coalesce(started_at, now()), progress_at = clock_timestamp(), stuck_at = null,
        finished_at = case when ${finished} then clock_timestamp() end, error = null
      where id = ${job.id}`,
    db`
      update job_chunks set updated = ${done.updated}, unchanged = ${done.unchanged}, failed = ${done.failed},
        duration_ms = ${durationMs}, done_at = clock_timestamp(), rows = null
      where job_id = ${job.id} and seq = ${job.cursor}`,
    notifyJob(db, { ...job, version: job.version + 1 }),
  ]);
  return !finished;
}

/** Ends a job in its row and tells whoever watches. */
export async function finishJob(db: Transaction, job: Pick<JobRow, "id" | "publicId" | "clienteId" | "version">, status: "completed" | "cancelled" | "failed", error?: string): Promise<void> {
  await db`
    update jobs set status = ${status}, finished_at = clock_timestamp(), started_at = coalesce(started_at, now()), error = ${error ?? null},
      version = version + 1, stuck_at = null
    where id = ${job.id}`;
  await notifyJob(db, { ...job, version: job.version + 1 });
}

async function failJob(ctx: Context, jobId: number, code: string): Promise<void> {
  await ctx.db.begin(async (db) => {
    const [job] = await db<JobRow[]>`select ${jobColumns(db)} from jobs j where j.id = ${jobId} and j.finished_at is null for no key update of j`;
    if (job) await finishJob(db, job, "failed", code);
  });
}

/** Tells every process that a job has a new version. */
export async function notifyJob(db: Transaction, job: Pick<JobRow, "id" | "publicId" | "clienteId" | "version">): Promise<void> {
  await notifyProcesses(db, { kind: "job", id: job.id, publicId: job.publicId, version: job.version, clienteId: job.clienteId });
}

/** More jobs than this worker runs at once: one of them may be waiting for this one's place. */
async function othersWait(db: Transaction): Promise<boolean> {
  const places = settings().WORKER_CONCURRENCY;
  const [row] = await db<{ waiting: boolean }[]>`
    select count(*) > ${places} as waiting
    from (select from jobs where status in ('queued', 'processing', 'cancelling') limit ${places + 1}) pending`;
  return row!.waiting;
}

async function enqueueAgain(db: Transaction, job: JobRow): Promise<void> {
  await db`
    select graphile_worker.add_job(${JOB_KINDS[job.kind].task}, json_strip_nulls(json_build_object('jobId', ${job.id}::bigint, 'traceparent', ${traceparent()}::text)),
      max_attempts => ${QUEUE_MAX_ATTEMPTS}::int, priority => ${QUEUE_PRIORITY[job.priority]}::int)`;
}

/** Counts a failed attempt; the third fails the job for good. A database that is away is not the job's fault and counts for nothing. */
async function recordFailedAttempt(ctx: Context, jobId: number, error: unknown): Promise<void> {
  if (asAppError(error).code === "unavailable") {
    ctx.log.warn({ err: error, job_id: jobId }, "the database is away: the job goes on at its cursor when it is back");
    return;
  }
  ctx.log.error({ err: error, job_id: jobId }, "a chunk failed; see the job's page");
  const reason = error instanceof Error ? error.message.slice(0, 500) : "unknown error";
  await ctx.db.begin(async (db) => {
    const [job] = await db<JobRow[]>`
      update jobs j set attempts = attempts + 1, error = ${reason} where id = ${jobId} and finished_at is null returning ${jobColumns(db)}`;
    if (job && job.attempts >= MAX_ATTEMPTS) await finishJob(db, job, "failed", reason);
  });
}
