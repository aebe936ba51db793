import { recordFailures, takeIds } from "@/lib/jobs/chunks";
import type { ChunkVerb } from "@/lib/jobs/run-job";

/** One chunk of an undo: each lead that still has the state the job gave it gets back the one it had before. */
export const runUndoChunk: ChunkVerb = async ({ db }, job) => {
  const ids = await takeIds(db, job);
  if (ids === null) return null;
  const [row] = await db<{ updated: number; failures: { item: number; error: string }[] }[]>`
    with undone as (select parent_id from jobs where id = ${job.id}),
    was as (
      select h.lead_id, h.from_estado, h.to_estado from lead_history h
      where h.job_id = (select parent_id from undone) and h.lead_id = any(${ids}::bigint[])
    ), locked as (
      select id, estado from leads where id = any(${ids}::bigint[]) order by id for no key update
    ), changed as (
      update leads l set estado = w.from_estado, updated_at = now()
      from locked k join was w on w.lead_id = k.id
      where l.id = k.id and k.estado = w.to_estado
      returning l.id, w.from_estado, w.to_estado
    ), logged as (
      insert into lead_history (lead_id, from_estado, to_estado, job_id, actor_kind, actor_id)
      select id, to_estado, from_estado, ${job.id}, ${job.ownerKind}, ${job.ownerId}::bigint from changed
    ), left_alone as (
      select w.lead_id as item, case when k.id is null then 'lead_not_found' else 'state_changed' end as error
      from was w left join locked k on k.id = w.lead_id
      where k.id is null or k.estado <> w.to_estado
    )
    select (select count(*) from changed) as updated, (select coalesce(json_agg(f), '[]') from left_alone f) as failures`;
  await recordFailures(db, job.id, row!.failures);
  return { updated: row!.updated, unchanged: 0, failed: row!.failures.length };
};
