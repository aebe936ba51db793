import { leadColumns, toLead } from "./list-leads";
import type { HistoryEntry, Lead } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { paginate, type PageQuery, type Pagination } from "@/lib/http/pagination";

/** One lead. @throws AppError `not_found`, also for another tenant's lead. */
export async function findLead(ctx: Context | TransactionContext, id: number): Promise<Lead> {
  requirePermission(ctx.actor, "leads:read");
  const { db, actor } = ctx;
  const [row] = await db<Parameters<typeof toLead>[0][]>`
    select ${leadColumns(db)} from leads l where l.id = ${id} ${actor.clienteId === null ? db`` : db`and l.cliente_id = ${actor.clienteId}`}`;
  if (!row) throw new AppError("not_found");
  return toLead(row);
}

/** `GET /api/crm/leads/{id}/history`: every change of the lead's state, newest first. @throws AppError `not_found` */
export async function leadHistory(ctx: Context, id: number, query: PageQuery): Promise<{ items: HistoryEntry[]; pagination: Pagination }> {
  await findLead(ctx, id);
  const [rows, [count]] = await Promise.all([
    ctx.db<(Omit<HistoryEntry, "at"> & { at: Date })[]>`
      select h.id, h.from_estado, h.to_estado, j.public_id as job_id, h.at,
             json_build_object('kind', h.actor_kind, 'id', h.actor_id, 'name', coalesce(u.name, k.name, case h.actor_kind when 'system' then 'Tanda' end)) as actor
      from lead_history h
      left join jobs j on j.id = h.job_id
      left join users u on h.actor_kind = 'user' and u.id = h.actor_id
      left join api_keys k on h.actor_kind = 'key' and k.id = h.actor_id
      where h.lead_id = ${id} order by h.id desc limit ${query.per_page} offset ${(query.page - 1) * query.per_page}`,
    ctx.db<{ total: number }[]>`select count(*) as total from lead_history where lead_id = ${id}`,
  ]);
  return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })), pagination: paginate(query, count!.total) };
}
