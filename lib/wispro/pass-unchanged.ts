import { NO_COUNTS, type PageCounts, type PageJob } from "./apply-page";
import type { Entry } from "./page-records";
import type { Transaction } from "@/lib/db/sql";
import { textArray } from "@/lib/db/text-array";

/** What needed no second look: what is counted of it, and the places of its records among those in hand. */
export interface Passed {
  counts: PageCounts;
  places: ReadonlySet<number>;
}

/**
 * Notes as seen the clients of whom Wispro says what it said last time. Where a user keeps that digest, its row is as a run wrote it (any other change of a row
 * forgets its digest, by a trigger), so there is nothing to match, to judge or to write. Where a client without a usable number was skipped for what it
 * still says, and no user has got its id since, it is reported again with the same words. A client that came before in this run counts for nothing.
 */
export async function passUnchanged(db: Transaction, job: PageJob, entries: Entry[]): Promise<Passed> {
  const known = entries.flatMap(({ idWispro, digest }, n) => (digest === null ? [] : [{ n, idWispro, digest }]));
  const [, [row]] = await Promise.all([
    db`select set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true)`,
    db<[{ fresh: number; skipped_places: number[]; places: number[] }]>`
      with said as materialized (
        select * from unnest(${`{${known.map(({ n }) => n).join(",")}}`}::text::int[], ${textArray(known.map(({ idWispro }) => idWispro))}::text::text[],
          ${textArray(known.map(({ digest }) => digest))}::text::text[]) as r (n, id_wispro, digest)
      ), looked_up as materialized (
        select s.*, own.wispro_digest = s.digest as stands, own.id is null as unknown from said s
        left join lateral (select u.id, u.wispro_digest from users u where u.id_wispro = s.id_wispro limit 1) own on true
      ), skipped as materialized (
        select l.n, l.id_wispro, k.reason, k.detail from looked_up l
        cross join lateral (select reason, detail from wispro_skipped k where k.id_wispro = l.id_wispro and k.digest = l.digest limit 1) k
        where l.unknown
      ), passed as materialized (
        select n, id_wispro from looked_up where stands union all select n, id_wispro from skipped
      ), fresh as (
        insert into wispro_seen (job_id, id_wispro) select ${job.id}::bigint, id_wispro from passed on conflict do nothing returning id_wispro
      ), report as (
        insert into job_failures (job_id, item, error, detail)
        select ${job.id}, ${job.firstItem}::bigint + n, reason, detail from skipped join fresh using (id_wispro)
        on conflict do nothing
        returning item
      )
      select (select count(*) from fresh) as fresh, (select coalesce(array_agg(item - ${job.firstItem}::bigint)::int[], '{}') from report) as skipped_places,
             (select coalesce(array_agg(n), '{}') from passed) as places`,
  ]);
  const skipped = row.skipped_places.length;
  const counts = { ...NO_COUNTS, fresh: row.fresh, unchanged: row.fresh - skipped, skipped, skipped_places: row.skipped_places };
  return { counts, places: new Set(row.places) };
}
