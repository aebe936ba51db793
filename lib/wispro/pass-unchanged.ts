import type { Transaction } from "@/lib/db/sql";

/** Clients that stand as Wispro says them; `fresh` of them had not come before in this run. */
export interface Unchanged {
  ids: ReadonlySet<string>;
  fresh: number;
}

/**
 * Notes as seen the clients whose user keeps the digest of what Wispro says now. Their rows are as a run wrote them (any other change of a row
 * forgets its digest, by a trigger), so there is nothing to match, to judge or to write.
 */
export async function passUnchanged(db: Transaction, jobId: number, digests: ReadonlyMap<string, string>): Promise<Unchanged> {
  const said = JSON.stringify(Array.from(digests, ([i, d]) => ({ i, d })));
  const [, [row]] = await Promise.all([
    db`select set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true)`,
    db<[{ ids: string[]; fresh: number }]>`
      with said as materialized (
        select i as id_wispro, d as digest from json_to_recordset(${said}::text::json) as r (i text, d text)
      ), standing as materialized (
        select s.id_wispro from said s
        join lateral (select u.wispro_digest from users u where u.id_wispro = s.id_wispro limit 1) own on own.wispro_digest = s.digest
      ), fresh as (
        insert into wispro_seen (job_id, id_wispro) select ${jobId}::bigint, id_wispro from standing on conflict do nothing returning 1
      )
      select (select coalesce(array_agg(id_wispro), '{}') from standing) as ids, (select count(*) from fresh) as fresh`,
  ]);
  return { ids: new Set(row.ids), fresh: row.fresh };
}
