import type { CountryCode } from "libphonenumber-js/min";
import type { WisproApi } from "./api-client";
import { applyPage, type PageCounts } from "./apply-page";
import { openPageReader, positionOf, type ReadPage } from "./page-reader";
import { type PageRecord, readClient, readMalformed } from "./read-client";
import { settings } from "@/lib/config/env";
import type { Context, TransactionContext } from "@/lib/context/context";
import { type ChunkResult, type ChunkVerb, HopelessJob, runJob } from "@/lib/jobs/run-job";
import type { JobRow } from "@/lib/jobs/view";

/** The list is read again when it ended without every client it spoke of: rows move while they are read. */
const MAX_PASSES = 3;
const LOG_EVERY_PAGES = 10;
/** Numbers of the report leave each page this many. */
const ITEMS_PER_PAGE = 10_000;

/**
 * Runs a Wispro run to its end, or until the worker is told to stop. A page is a chunk: one transaction with the run's position and counters, so
 * that a crash resumes at the page after the last one written.
 */
export async function runSync(ctx: Context, jobId: number, api: WisproApi | null, options: { workerId: string }): Promise<void> {
  if (!api) {
    return runJob(ctx, jobId, () => Promise.reject(new HopelessJob("wispro_not_configured")), options);
  }
  const reader = openPageReader(ctx, jobId, api);
  try {
    const chunk: ChunkVerb = async (tx, job) => {
      const done = await syncChunk(tx, job, reader.current());
      const counters = sumOf(job.counters, done.counters ?? {});
      reader.moved(positionOf(counters));
      if (done.counters?.pages_read) logProgress(ctx, job.publicId, counters);
      return done;
    };
    await runJob(ctx, jobId, chunk, { ...options, turnMs: Infinity, prepare: reader.prepare });
  } finally {
    await reader.close();
    await logEnd(ctx, jobId);
  }
}

async function syncChunk(ctx: TransactionContext, job: JobRow, page: ReadPage | "start-over" | null): Promise<ChunkResult> {
  const { pages_done = 0, per_page = 0 } = job.counters;
  if (page === "start-over") return { ...NOTHING, counters: { pages_done: -pages_done, per_page: -per_page, passes: 1 } };
  // Another worker may have written this page meanwhile; the reader then opens at the job's new position.
  if (page === null || page.page !== pages_done + 1) return NOTHING;
  return writePage(ctx, job, page);
}

const NOTHING: ChunkResult = { updated: 0, unchanged: 0, failed: 0, finished: false };

async function writePage({ db }: TransactionContext, job: JobRow, page: ReadPage): Promise<ChunkResult> {
  const records = recordsOf(page);
  const { total_pages = 0, per_page = 0, pages_done = 0, records: recordsBefore = 0, passes = 0 } = job.counters;
  if (job.cursor === 0) await forgetEarlierRuns(db, job.id);
  const counts = await applyPage(db, { id: job.id, firstItem: job.cursor * ITEMS_PER_PAGE }, records);
  const { totalRecords, totalPages, perPage } = page.pagination;
  const known = recordsBefore + counts.fresh;
  const passEnds = page.page >= totalPages;
  const complete = known >= totalRecords;
  if (passEnds && !complete && passes + 1 >= MAX_PASSES) throw new HopelessJob("wispro_incomplete");
  const gone = passEnds && complete ? await closeReport(db, job) : 0;
  return {
    ...jobCounts(counts),
    total: Math.max(totalRecords, known),
    finished: passEnds && complete,
    counters: {
      records: counts.fresh, created: counts.created, updated: counts.updated, skipped: counts.skipped, conflicts: counts.conflicts, errors: counts.errors,
      repeated: page.clients.length + page.malformed.length - counts.fresh, gone,
      pages_read: 1,
      pages_done: passEnds && !complete ? -pages_done : 1,
      passes: passEnds && !complete ? 1 : 0,
      total_pages: totalPages - total_pages,
      per_page: perPage - per_page,
    },
  };
}

function jobCounts({ created, updated, unchanged, skipped, conflicts, errors }: PageCounts): Pick<ChunkResult, "updated" | "unchanged" | "failed"> {
  return { updated: created + updated, unchanged, failed: skipped + conflicts + errors };
}

/** The page's records, numbered; one that comes twice on the page stands once. */
function recordsOf(page: ReadPage): PageRecord[] {
  const country = settings().WISPRO_COUNTRY as CountryCode;
  const records = new Map<string, PageRecord>();
  const all = [...page.clients.map((client, n) => readClient(client, n, country)), ...page.malformed.map((malformed) => readMalformed(malformed, page.page))];
  for (const record of all) if (!records.has(record.id_wispro)) records.set(record.id_wispro, record);
  return [...records.values()].map((record, n) => ({ ...record, n }));
}

async function forgetEarlierRuns(db: TransactionContext["db"], jobId: number): Promise<void> {
  await db`delete from wispro_seen where job_id <> ${jobId}`;
}

/** Lists the users whose client Wispro no longer has, and drops the conflicts that this run did not meet. Answers how many users are listed. */
async function closeReport(db: TransactionContext["db"], job: JobRow): Promise<number> {
  const firstItem = (job.cursor + 1) * ITEMS_PER_PAGE;
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
