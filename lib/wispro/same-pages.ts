import type { PageCounts } from "./apply-page";
import { NO_COUNTS } from "./apply-page";
import { entriesOf, pageDigest } from "./page-records";
import type { ReadPage } from "./page-reader";
import type { Queryable, Transaction } from "@/lib/db/sql";
import { textArray } from "@/lib/db/text-array";

/** Reasons for which a client is skipped that lie in what Wispro says of it alone. */
const LASTING = ["missing_identity", "invalid_identity", "gone"];

/** The digests of the last run's pages by their number, where this run may find them again. */
export async function knownPages(db: Queryable, jobId: number): Promise<Map<number, string>> {
  const rows = await db<{ page: number; digest: string }[]>`
    select p.page, p.digest from wispro_pages p join jobs j on j.id = p.job_id and j.status = 'completed' where p.job_id <> ${jobId}`;
  return new Map(rows.map(({ page, digest }) => [page, digest]));
}

/**
 * Passes pages that came again byte for byte since the last run, if that ended well and nothing but runs has changed its users: each client is what it was. Null
 * when one of them is not such a page; the transaction is then to be taken back.
 */
export async function passSamePages(db: Transaction, jobId: number, pages: ReadPage[]): Promise<PageCounts | null> {
  const [, [row]] = await Promise.all([
    db`select set_config('synchronous_commit', 'off', true)`,
    db<[{ pages: number; clients: number; skipped: number }]>`
      with came (page, digest) as (
        select * from unnest(${intArray(pages.map(({ page }) => page))}::text::int[], ${textArray(pages.map(pageDigest))}::text::text[])
      ), same as (
        update wispro_pages p set passed_by = ${jobId} from came c
        where p.page = c.page and p.digest = c.digest and p.passed_by is distinct from ${jobId}::bigint and p.changes = (select changes from wispro_changes)
          and exists (select from jobs j where j.id = p.job_id and j.id <> ${jobId} and j.status = 'completed')
        returning cardinality(p.ids) as clients, p.skipped
      )
      select count(*) as pages, coalesce(sum(clients), 0) as clients, coalesce(sum(skipped), 0) as skipped from same`,
  ]);
  return row.pages < pages.length ? null : { ...NO_COUNTS, fresh: row.clients, unchanged: row.clients - row.skipped, skipped: row.skipped };
}

/** Ends a run that passed every page of the last one: its report is that one's again. Answers how many users are gone; null if a page did not come again. */
export async function closeSamePages(db: Transaction, jobId: number): Promise<number | null> {
  const [left] = await db`select from wispro_pages where passed_by is distinct from ${jobId}::bigint limit 1`;
  if (left) return null;
  const [row] = await db<[{ gone: number }]>`
    with again as (
      insert into job_failures (job_id, item, error, detail)
      select ${jobId}, item, error, detail from job_failures where job_id = (select min(job_id) from wispro_pages)
      returning error
    ), kept as (
      update wispro_pages set job_id = ${jobId}, passed_by = null
    )
    select count(*) filter (where error = 'gone') as gone from again`;
  return row.gone;
}

/**
 * Leaves the last run's pages, for a run that goes on client by client: what it has passed is noted as seen and reported, and those pages are
 * its own from now on.
 */
export async function leaveSamePages(db: Transaction, jobId: number): Promise<void> {
  await db`
    with passed as materialized (
      select p.job_id, i.id_wispro from wispro_pages p cross join unnest(p.ids) as i (id_wispro) where p.passed_by = ${jobId}
    ), seen as (
      insert into wispro_seen (job_id, id_wispro) select ${jobId}, id_wispro from passed on conflict do nothing
    ), owned as (
      update wispro_pages set job_id = ${jobId}, passed_by = null where passed_by = ${jobId}
    ), dropped as (
      delete from wispro_pages where job_id <> ${jobId} and passed_by is distinct from ${jobId}::bigint
    )
    insert into job_failures (job_id, item, error, detail)
    select ${jobId}, row_number() over (order by f.item) - 2000000000, f.error, f.detail
    from job_failures f join passed p on p.job_id = f.job_id and p.id_wispro = f.detail->>'id_wispro' where f.error <> 'gone'
    on conflict do nothing`;
}

/** How often users were changed by anything but runs. To be asked before a page's clients are looked at. */
export function changesOf(db: Queryable) {
  return db<[{ changes: number }]>`select changes from wispro_changes`.execute();
}

/** Keeps what pages held, each client of which has now come for the first time in this run. */
export async function keepPages(db: Transaction, jobId: number, pages: ReadPage[], { changes, skipped }: { changes: number; skipped: readonly number[] }): Promise<void> {
  const skips = new Set(skipped);
  let place = 0;
  const rows = pages.map((page) => {
    const entries = entriesOf(page);
    return { ids: textArray(entries.map(({ idWispro }) => idWispro)), skipped: entries.filter(() => skips.has(place++)).length };
  });
  await db`
    insert into wispro_pages (page, job_id, digest, changes, ids, skipped)
    select page, ${jobId}, digest, ${changes}, ids::text[], skipped
    from unnest(${intArray(pages.map(({ page }) => page))}::text::int[], ${textArray(pages.map(pageDigest))}::text::text[], ${textArray(rows.map(({ ids }) => ids))}::text::text[],
      ${intArray(rows.map((row) => row.skipped))}::text::int[]) as r (page, digest, ids, skipped)
    on conflict (page) do update set job_id = excluded.job_id, digest = excluded.digest, changes = excluded.changes, ids = excluded.ids, skipped = excluded.skipped, passed_by = null`;
}

/** Drops the pages at a run's end unless the next may go by them: the whole list, in one pass, and nobody on it whom a run must judge anew. */
export async function dropUnlastingPages(db: Transaction, jobId: number, list: { totalPages: number; passes: number }): Promise<void> {
  await db`
    delete from wispro_pages
    where ${list.passes > 0} or (select count(*) from wispro_pages where job_id = ${jobId}) <> ${list.totalPages}
      or exists (select from job_failures where job_id = ${jobId} and error <> all(${LASTING}))`;
}

function intArray(numbers: number[]): string {
  return `{${numbers.join(",")}}`;
}
