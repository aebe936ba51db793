import { leadCondition } from "./filter";
import type { DryRun, LeadFilter } from "./schemas";
import type { Context, TransactionContext } from "@/lib/context/context";

/** The ids that match a filter now, ascending, at most `limit`. */
export async function frozenIds({ db, actor }: TransactionContext, filter: LeadFilter, limit: number): Promise<Float64Array> {
  const [row] = await db<{ ids: string }[]>`
    select coalesce(string_agg(id::text, ','), '') as ids
    from (select l.id from leads l where ${leadCondition(db, actor, filter)} limit ${limit}) found`;
  return row!.ids === "" ? new Float64Array() : Float64Array.from(row!.ids.split(","), Number).sort();
}

type Counts = Pick<DryRun, "total_leads" | "will_update" | "unchanged" | "failed" | "by_reason" | "by_estado">;

/** What a change of these ids would do now. */
export async function countIds({ db, actor }: Context, ids: string, estado: string, expected: string[] | null): Promise<Counts> {
  const rows = await db<StateCount[]>`
    select l.estado, count(*) as count
    from unnest(${ids}::bigint[]) as w (id)
    left join leads l on l.id = w.id ${actor.clienteId === null ? db`` : db`and l.cliente_id = ${actor.clienteId}`}
    group by l.estado order by count(*) desc`;
  return summarize(rows, estado, expected);
}

/** What a change of everything that matches would do now. */
export async function countFilter({ db, actor }: Context, filter: LeadFilter, estado: string, expected: string[] | null): Promise<Counts> {
  const rows = await db<StateCount[]>`
    select l.estado, count(*) as count from leads l where ${leadCondition(db, actor, filter)} group by l.estado order by count(*) desc`;
  return summarize(rows, estado, expected);
}

/** How many of the leads are in a state now; null counts those not found. */
interface StateCount {
  estado: string | null;
  count: number;
}

function summarize(rows: readonly StateCount[], estado: string, expected: string[] | null): Counts {
  const sum = (matches: (row: StateCount) => boolean) => rows.filter(matches).reduce((total, row) => total + row.count, 0);
  const isExpected = (code: string) => expected === null || expected.includes(code);
  const missing = sum((row) => row.estado === null);
  const changed = sum((row) => row.estado !== null && !isExpected(row.estado));
  return {
    total_leads: sum(() => true),
    will_update: sum((row) => row.estado !== null && row.estado !== estado && isExpected(row.estado)),
    unchanged: sum((row) => row.estado === estado && isExpected(row.estado)),
    failed: missing + changed,
    by_reason: [{ error: "lead_not_found", count: missing }, { error: "state_changed", count: changed }].filter((reason) => reason.count > 0),
    by_estado: rows.flatMap((row) => (row.estado === null ? [] : [{ estado: row.estado, count: row.count }])),
  };
}
