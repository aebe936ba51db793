import { applyOneByOne, applyPage, isDataError, NO_COUNTS, type PageCounts, type PageJob, type Placed, sumOf } from "./apply-page";
import type { ReadPage } from "./page-reader";
import { entriesIn, type Entry } from "./page-records";
import { passUnchanged } from "./pass-unchanged";
import { changesOf, closeSamePages, dropUnlastingPages, keepPages, leaveSamePages, passSamePages } from "./same-pages";
import type { Transaction } from "@/lib/db/sql";
import { ChunkAgain } from "@/lib/jobs/run-job";
import type { JobRow } from "@/lib/jobs/view";

/** Numbers of the report leave each chunk this many: its pages hold that at most. */
export const ITEMS_PER_CHUNK = 10_000;

/** How the next pages are gone about. */
export interface Manner {
  /** The last run's pages have come again so far. */
  same: boolean;
  /** The last run's pages are left: those that were passed are this run's. */
  left: boolean;
  /** Most clients of the last pages stood as Wispro says them: it is worth asking first which do. */
  mostStand: boolean;
  /** The transaction was taken back: its pages are written again, in another way. */
  again: false | "client by client" | "one by one";
}

/** Passes the pages, or the clients on them, that stand as they were, and writes the rest. Answers what came of them, and how many were listed. */
export async function writeRecords(db: Transaction, job: PageJob, pages: ReadPage[], manner: Manner): Promise<PageCounts & { listed: number }> {
  if (manner.same) {
    const counts = pages.every(({ known }) => known) ? await passSamePages(db, job.id, pages) : null;
    if (counts) return { ...counts, listed: counts.fresh };
    manner.same = false;
    manner.again = "client by client";
    throw new ChunkAgain();
  }
  if (!manner.left) await leaveSamePages(db, job.id);
  const asked = changesOf(db);
  const counts = await writeClients(db, job, entriesIn(pages), manner);
  const [{ changes }] = await asked;
  const listed = pages.reduce((sum, page) => sum + page.records().length, 0);
  if (counts.fresh === listed) await keepPages(db, job.id, pages, { changes, skipped: counts.skipped_places });
  manner.left = true;
  return { ...counts, listed };
}

async function writeClients(db: Transaction, job: PageJob, entries: Entry[], manner: Manner): Promise<PageCounts> {
  const passed = manner.mostStand ? await passUnchanged(db, job, entries) : null;
  const rest = entries.flatMap((entry, n) => (passed?.places.has(n) ? [] : [{ n, record: entry.read() }]));
  const written = rest.length === 0 ? NO_COUNTS : await writeRest(db, job, rest, manner);
  const counts = passed ? sumOf(written, passed.counts) : written;
  manner.mostStand = 2 * (counts.unchanged + (passed?.counts.skipped ?? 0)) >= counts.fresh;
  return counts;
}

/** What the database refuses for its data is begun again, one record at a time, so that a bad one costs only itself. */
async function writeRest(db: Transaction, job: PageJob, records: Placed[], manner: Manner): Promise<PageCounts> {
  if (manner.again === "one by one") return applyOneByOne(db, job, records);
  try {
    return await applyPage(db, job, records);
  } catch (error) {
    if (!isDataError(error)) throw error;
    manner.again = "one by one";
    throw new ChunkAgain();
  }
}

/**
 * Lists the users whose client Wispro no longer has, and drops the conflicts that this run did not meet, and what is remembered of clients that it did not.
 * Answers how many users are listed.
 */
export async function closeReport(db: Transaction, job: JobRow, list: { totalPages: number; passes: number }, manner: Manner): Promise<number> {
  if (manner.same) {
    const gone = await closeSamePages(db, job.id);
    if (gone !== null) return gone;
    await leaveSamePages(db, job.id);
  }
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
    db`delete from wispro_skipped k where not exists (select from wispro_seen s where s.job_id = ${job.id} and s.id_wispro = k.id_wispro)`,
    dropUnlastingPages(db, job.id, list),
  ]);
  return gone.count;
}
