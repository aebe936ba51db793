import type { Actor } from "@/lib/auth/actor";
import type { Transaction } from "@/lib/db/sql";

export interface EstadoChange {
  /** Distinct ids, as one array literal `{1,2,3}`: the driver takes ~30 ms to encode 10,000 elements one by one. */
  ids: string;
  estado: string;
  /** Leads in none of these fail with `state_changed`; null takes any. */
  expected: string[] | null;
  /** Leads of another tenant are not found; null for staff. */
  clienteId: number | null;
  jobId: number | null;
  actor: Pick<Actor, "kind" | "id">;
}

export interface EstadoChangeResult {
  updated: number;
  unchanged: number;
  failures: { lead_id: number; error: "lead_not_found" | "state_changed" }[];
}

/**
 * Changes the state of leads and writes their history, in one statement whatever their number. Rows are locked in the order of their ids, so
 * that two changes of the same leads wait for each other and never deadlock.
 */
export async function changeEstado(db: Transaction, change: EstadoChange): Promise<EstadoChangeResult> {
  const { ids, estado, expected, clienteId, jobId, actor } = change;
  const [row] = await db<[EstadoChangeResult]>`
    with locked as (
      select id, estado from leads
      where id = any(${ids}::bigint[]) ${clienteId === null ? db`` : db`and cliente_id = ${clienteId}`}
      order by id for no key update
    ), changed as (
      update leads l set estado = ${estado}, updated_at = now()
      from locked k
      where l.id = k.id and k.estado <> ${estado} ${expected ? db`and k.estado = any(${expected})` : db``}
      returning l.id, k.estado as from_estado
    ), logged as (
      insert into lead_history (lead_id, from_estado, to_estado, job_id, actor_kind, actor_id)
      select id, from_estado, ${estado}, ${jobId}::bigint, ${actor.kind}, ${actor.id}::bigint from changed
    ), failed as (
      select w.id as lead_id, case when k.id is null then 'lead_not_found' else 'state_changed' end as error
      from unnest(${ids}::bigint[]) as w (id) left join locked k on k.id = w.id
      where k.id is null ${expected ? db`or not k.estado = any(${expected})` : db``}
    )
    select (select count(*) from changed) as updated,
           (select count(*) from locked where estado = ${estado} ${expected ? db`and estado = any(${expected})` : db``}) as unchanged,
           (select coalesce(json_agg(f order by f.lead_id), '[]') from failed f) as failures`;
  return row;
}

/** Distinct ids in ascending order. */
export function distinctIds(ids: number[]): Float64Array {
  return Float64Array.from(new Set(ids)).sort();
}

/** An array literal for PostgreSQL. */
export function arrayLiteral(ids: ArrayLike<number>): string {
  return `{${Array.prototype.join.call(ids, ",")}}`;
}
