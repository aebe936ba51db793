import { leadCondition } from "./filter";
import type { Lead, ListLeadsQuery } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { readInBatches } from "@/lib/db/report";
import type { Queryable } from "@/lib/db/sql";
import { paginate, type Pagination } from "@/lib/http/pagination";

/** Counting stops here: a page view never reads a million rows to say how many there are. */
export const COUNT_CAP = 20_000;

/** The columns of a Lead, of `leads l`. */
export function leadColumns(db: Queryable) {
  return db`
    l.id, l.cliente_id, (select c.name from clientes c where c.id = l.cliente_id) as cliente_name, l.external_id, l.name, l.phone, l.email,
    l.city, l.estado, l.created_at, l.updated_at`;
}

/** `GET /api/crm/leads`: one page of the leads that match. */
export async function listLeads(ctx: Context, query: ListLeadsQuery): Promise<{ items: Lead[]; pagination: Pagination }> {
  requirePermission(ctx.actor, "leads:read");
  const [rows, { total, capped }] = await Promise.all([pageOf(ctx, query), countLeads(ctx, query)]);
  return { items: rows.map(toLead), pagination: paginate(query, total, capped) };
}

/** Every lead that matches, in batches, for the export. */
export async function* exportLeads(ctx: Context, query: ListLeadsQuery): AsyncGenerator<Lead[]> {
  requirePermission(ctx.actor, "leads:read");
  const leads = ctx.db<LeadRow[]>`select ${leadColumns(ctx.db)} from leads l where ${leadCondition(ctx.db, ctx.actor, query)} order by l.id desc`;
  for await (const batch of readInBatches(ctx.db, leads, 1000)) yield batch.map(toLead);
}

type LeadRow = Omit<Lead, "created_at" | "updated_at"> & { created_at: Date; updated_at: Date };

/** A row as the API shows it. */
export function toLead(row: LeadRow): Lead {
  return { ...row, created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() };
}

/** The ids of the page come from an index first; only its own rows are then read whole. */
function pageOf({ db, actor }: Context, query: ListLeadsQuery) {
  const order = {
    "-id": db`id desc`, id: db`id`, "-created_at": db`created_at desc, id desc`, created_at: db`created_at, id`,
  }[query.sort];
  return db<LeadRow[]>`
    with page as materialized (
      select l.id, l.created_at from leads l where ${leadCondition(db, actor, query)}
      order by ${order} limit ${query.per_page} offset ${(query.page - 1) * query.per_page}
    )
    select ${leadColumns(db)} from leads l where l.id in (select id from page) order by ${order}`;
}

/** Exact from the kept counts where only states and tenants are filtered; else counted up to the cap. */
async function countLeads({ db, actor }: Context, query: ListLeadsQuery): Promise<{ total: number; capped: boolean }> {
  if (query.search || query.created_after || query.created_before) {
    const [row] = await db<{ total: number }[]>`
      select count(*) as total from (select from leads l where ${leadCondition(db, actor, query)} limit ${COUNT_CAP + 1}) counted`;
    return { total: Math.min(row!.total, COUNT_CAP), capped: row!.total > COUNT_CAP };
  }
  const [row] = await db<{ total: number }[]>`
    select coalesce(sum(n), 0)::bigint as total from (
      select cliente_id, estado, count as n from lead_counts union all select cliente_id, estado, delta from lead_count_deltas
    ) counted
    where ${actor.clienteId === null ? db`true` : db`cliente_id = ${actor.clienteId}`}
      ${query.estado ? db`and estado = any(${query.estado})` : db``}
      ${query.cliente_id ? db`and cliente_id = any(${query.cliente_id})` : db``}`;
  return { total: row!.total, capped: false };
}
