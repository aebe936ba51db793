import type { WisproApi } from "./api-client";
import { applyOneByOne, applyPage, isDataError, NO_COUNTS, type PageCounts, type PageJob } from "./apply-page";
import { LOG_EVERY_PAGES, openPageReader, positionOf, type ReadPage } from "./page-reader";
import { digestsIn, digestsOf, recordsIn, recordsOf } from "./page-records";
import { passUnchanged } from "./pass-unchanged";
import type { PageRecord } from "./read-client";
import type { Context, TransactionContext } from "@/lib/context/context";
import { ChunkAgain, type ChunkResult, type ChunkVerb, HopelessJob, runJob } from "@/lib/jobs/run-job";
import type { JobRow } from "@/lib/jobs/view";

/** The list is read again when it ended without every client it spoke of: rows move while they are read. */
const MAX_PASSES = 3;
/** Numbers of the report leave each chunk this many: its pages hold half of that at most. */
const ITEMS_PER_CHUNK = 10_000;

/**
 * Runs a Wispro run to its end, or until the worker is told to stop. The pages that have come are a chunk: one transaction with the run's position
 * and counters, so that a crash resumes at the page after the last one written.
 */
export async function runSync(ctx: Context, jobId: number, api: WisproApi | null, options: { workerId: string }): Promise<void> {
  if (!api) {
    return runJob(ctx, jobId, () => Promise.reject(new HopelessJob("wispro_not_configured")), options);
  }
  const manner: Manner = { mostStand: true, oneByOne: false };
  // A page is made ready as it comes, while those before are written.
  const reader = openPageReader(ctx, jobId, api, (page) => void (manner.mostStand ? digestsOf(page.clients) : recordsOf(page)));
  try {
    const chunk: ChunkVerb = async (tx, job) => {
      const done = await syncChunk(tx, job, reader.current(), manner);
      const counters = sumOf(job.counters, done.counters ?? {});
      reader.moved(positionOf(counters));
      if (done.counters?.pages_read) logProgress(ctx, job.publicId, counters);
      return done;
    };
    await runJob(ctx, jobId, chunk, { ...options, turnMs: Infinity, prepare: async () => (manner.oneByOne ? undefined : reader.prepare()) });
  } finally {
    await reader.close();
    await logEnd(ctx, jobId);
  }
}

/** How the next pages are gone about. */
interface Manner {
  /** Most clients of the last pages stood as Wispro says them: it is worth asking first which do. */
  mostStand: boolean;
  /** The database has refused the pages as a whole: their records are written one by one. */
  oneByOne: boolean;
}

async function syncChunk(ctx: TransactionContext, job: JobRow, pages: ReadPage[] | "start-over" | null, manner: Manner): Promise<ChunkResult> {
  const { pages_done = 0, per_page = 0 } = job.counters;
  if (pages === "start-over") return { ...NOTHING, counters: { pages_done: -pages_done, per_page: -per_page, passes: 1 } };
  // Another worker may have written these pages meanwhile; the reader then opens at the job's new position.
  const last = pages?.at(-1);
  if (!pages || !last || last.page - pages.length !== pages_done) return NOTHING;
  return writePages(ctx, job, { pages, last }, manner);
}

const NOTHING: ChunkResult = { updated: 0, unchanged: 0, failed: 0, finished: false };

async function writePages({ db }: TransactionContext, job: JobRow, { pages, last }: { pages: ReadPage[]; last: ReadPage }, manner: Manner): Promise<ChunkResult> {
  const { total_pages = 0, per_page = 0, pages_done = 0, records: recordsBefore = 0, passes = 0 } = job.counters;
  if (job.cursor === 0) await forgetEarlierRuns(db, job.id);
  const counts = await writeRecords(db, { id: job.id, firstItem: job.cursor * ITEMS_PER_CHUNK }, pages, manner);
  const { totalRecords, totalPages, perPage } = last.pagination;
  const known = recordsBefore + counts.fresh;
  const passEnds = last.page >= totalPages;
  const complete = known >= totalRecords;
  if (passEnds && !complete && passes + 1 >= MAX_PASSES) throw new HopelessJob("wispro_incomplete");
  const gone = passEnds && complete ? await closeReport(db, job) : 0;
  return {
    ...jobCounts(counts),
    total: Math.max(totalRecords, known),
    finished: passEnds && complete,
    counters: {
      records: counts.fresh, created: counts.created, updated: counts.updated, skipped: counts.skipped, conflicts: counts.conflicts, errors: counts.errors,
      repeated: pages.reduce((sum, { clients, malformed }) => sum + clients.length + malformed.length, 0) - counts.fresh, gone,
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

/** Passes what stands unchanged, where much of it may, and writes the rest. */
async function writeRecords(db: TransactionContext["db"], job: PageJob, pages: ReadPage[], manner: Manner): Promise<PageCounts> {
  const standing = manner.mostStand ? await passUnchanged(db, job.id, digestsIn(pages)) : null;
  const allStand = standing !== null && pages.every(({ clients, malformed }) => malformed.length === 0 && clients.every(({ id }) => standing.ids.has(id)));
  const written = allStand ? NO_COUNTS : await writeRest(db, job, recordsIn(pages).filter(({ id_wispro }) => !standing?.ids.has(id_wispro)), manner);
  const counts = { ...written, fresh: written.fresh + (standing?.fresh ?? 0), unchanged: written.unchanged + (standing?.fresh ?? 0) };
  manner.mostStand = 2 * counts.unchanged >= counts.fresh;
  return counts;
}

/** What the database refuses for its data is begun again, one record at a time, so that a bad one costs only itself. */
async function writeRest(db: TransactionContext["db"], job: PageJob, records: PageRecord[], manner: Manner): Promise<PageCounts> {
  if (manner.oneByOne) {
    manner.oneByOne = false;
    return applyOneByOne(db, job, records);
  }
  try {
    return await applyPage(db, job, records);
  } catch (error) {
    if (!isDataError(error)) throw error;
    manner.oneByOne = true;
    throw new ChunkAgain();
  }
}

async function forgetEarlierRuns(db: TransactionContext["db"], jobId: number): Promise<void> {
  await db`delete from wispro_seen where job_id <> ${jobId}`;
}

/** Lists the users whose client Wispro no longer has, and drops the conflicts that this run did not meet. Answers how many users are listed. */
async function closeReport(db: TransactionContext["db"], job: JobRow): Promise<number> {
  const firstItem = (job.cursor + 1) * ITEMS_PER_CHUNK;
  const [, gone] = await Promise.all([
    // Nobody has analysed the list of what was seen: guessing it small, the planner would walk it once a user.
    db`select set_config('enable_nestloop', 'off', true), set_config('enable_seqscan', 'on', true)`,
    db`
      insert into job_failures (job_id, item, error, detail)
      select ${job.id}, ${firstItem}::bigint + row_number() over (order by u.id), 'gone',
        jsonb_strip_nulls(jsonb_build_object('outcome', 'gone', 'id_wispro', u.id_wispro, 'wispro_number', u.wispro_number, 'name', u.name, 'user_ids', jsonb_build_array(u.id)))
      from users u
      where u.id_wispro is not null and not exists (select from wispro_seen s where s.job_id = ${job.id} and s.id_wispro = u.id_wispro)`,
    db`delete from wispro_conflicts where job_id <> ${job.id} and settled_at is null`,
  ]);
  return gone.count;
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
