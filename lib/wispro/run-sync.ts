import type { WisproApi } from "./api-client";
import type { PageCounts } from "./apply-page";
import { LOG_EVERY_PAGES, openPageReader, positionOf, type ReadPage } from "./page-reader";
import { entriesOf, pageDigest } from "./page-records";
import { knownPages } from "./same-pages";
import { closeReport, ITEMS_PER_CHUNK, type Manner, writeRecords } from "./write-records";
import type { Context, TransactionContext } from "@/lib/context/context";
import { type ChunkResult, type ChunkVerb, HopelessJob, runJob } from "@/lib/jobs/run-job";
import type { JobRow } from "@/lib/jobs/view";

/** The list is read again when it ended without every client it spoke of: rows move while they are read. */
const MAX_PASSES = 3;

/**
 * Runs a Wispro run to its end, or until the worker is told to stop. The pages that have come are a chunk: one transaction with the run's position
 * and counters, so that a crash resumes at the page after the last one written.
 */
export async function runSync(ctx: Context, jobId: number, api: WisproApi | null, options: { workerId: string }): Promise<void> {
  if (!api) {
    return runJob(ctx, jobId, () => Promise.reject(new HopelessJob("wispro_not_configured")), options);
  }
  const known = await knownPages(ctx.db, jobId);
  const manner: Manner = { same: known.size > 0, left: false, mostStand: true, again: false };
  const reader = openPageReader(ctx, jobId, api, {
    known: (page, digest) => manner.same && known.get(page) === pageDigest({ digest }),
    // A page is made ready as it comes, while those before are written.
    arrived(page) {
      if (page.known) return;
      const entries = entriesOf(page);
      if (!manner.mostStand) for (const entry of entries) entry.read();
    },
  });
  try {
    const chunk: ChunkVerb = async (tx, job) => {
      const done = await syncChunk(tx, job, reader.current(), manner);
      const counters = sumOf(job.counters, done.counters ?? {});
      reader.moved(positionOf(counters));
      if (done.counters?.pages_read) logProgress(ctx, job.publicId, counters);
      return done;
    };
    await runJob(ctx, jobId, chunk, { ...options, turnMs: Infinity, prepare: async () => (manner.again ? undefined : reader.prepare()) });
  } finally {
    await reader.close();
    await logEnd(ctx, jobId);
  }
}

async function syncChunk(ctx: TransactionContext, job: JobRow, pages: ReadPage[] | "start-over" | null, manner: Manner): Promise<ChunkResult> {
  const { pages_done = 0, per_page = 0 } = job.counters;
  if (pages === "start-over") return { ...NOTHING, counters: { pages_done: -pages_done, per_page: -per_page, passes: 1 } };
  // Another worker may have written these pages meanwhile; the reader then opens at the job's new position.
  const last = pages?.at(-1);
  if (!pages || !last || last.page - pages.length !== pages_done) return NOTHING;
  const done = await writePages(ctx, job, { pages, last }, manner);
  manner.again = false;
  return done;
}

const NOTHING: ChunkResult = { updated: 0, unchanged: 0, failed: 0, finished: false };

async function writePages({ db }: TransactionContext, job: JobRow, { pages, last }: { pages: ReadPage[]; last: ReadPage }, manner: Manner): Promise<ChunkResult> {
  const { total_pages = 0, per_page = 0, pages_done = 0, records: recordsBefore = 0, passes = 0 } = job.counters;
  if (job.cursor === 0) await forgetEarlierRuns(db, job.id);
  const { listed, ...counts } = await writeRecords(db, { id: job.id, firstItem: job.cursor * ITEMS_PER_CHUNK }, pages, manner);
  const { totalRecords, totalPages, perPage } = last.pagination;
  const known = recordsBefore + counts.fresh;
  const passEnds = last.page >= totalPages;
  const complete = known >= totalRecords;
  if (passEnds && !complete && passes + 1 >= MAX_PASSES) throw new HopelessJob("wispro_incomplete");
  const gone = passEnds && complete ? await closeReport(db, job, { totalPages, passes }, manner) : 0;
  return {
    ...jobCounts(counts),
    total: Math.max(totalRecords, known),
    finished: passEnds && complete,
    counters: {
      records: counts.fresh, created: counts.created, updated: counts.updated, skipped: counts.skipped, conflicts: counts.conflicts, errors: counts.errors,
      repeated: listed - counts.fresh, gone,
      pages_read: pages.length,
      pages_done: passEnds && !complete ? -pages_done : pages.length,
      passes: passEnds && !complete ? 1 : 0,
      total_pages: totalPages - total_pages,
      per_page: perPage - per_page,
    },
  };
}

function jobCounts({ created, updated, unchanged, skipped, conflicts, errors }: PageCounts): Pick<ChunkResult, "updated" | "unchanged" | "failed"> {
  return { updated: created + updated, unchanged, failed: skipped + conflicts + errors };
}

async function forgetEarlierRuns(db: TransactionContext["db"], jobId: number): Promise<void> {
  await db`delete from wispro_seen where job_id <> ${jobId}`;
}

function sumOf(counters: Record<string, number>, added: Record<string, number>): Record<string, number> {
  const names = new Set([...Object.keys(counters), ...Object.keys(added)]);
  return Object.fromEntries([...names].map((name) => [name, (counters[name] ?? 0) + (added[name] ?? 0)]));
}

function logProgress(ctx: Context, jobId: string, counters: Record<string, number>): void {
  const { pages_read = 0, pages_done = 0, total_pages = 0 } = counters;
  if (pages_read % LOG_EVERY_PAGES === 0) ctx.log.info({ job_id: jobId, ...counters }, `wispro run: ${pages_done} of ${total_pages} pages`);
}

/** The closing line, with the totals. */
async function logEnd(ctx: Context, jobId: number): Promise<void> {
  const [job] = await ctx.db<{ publicId: string; status: string; error: string | null; total: number; processed: number; counters: Record<string, number> }[]>`
    select public_id as "publicId", status, error, total, processed, counters from jobs where id = ${jobId} and finished_at is not null`;
  if (job) ctx.log.info({ job_id: job.publicId, status: job.status, error: job.error, total: job.total, processed: job.processed, ...job.counters }, `wispro run ${job.status}`);
}
