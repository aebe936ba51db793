import type { z } from "zod";
import type { createEstadoSchema, Estado, updateEstadoSchema } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";

/** The states a lead can be put in, in their order. */
export async function activeEstados(db: Queryable): Promise<string[]> {
  const rows = await db<{ code: string }[]>`select code from estados where active order by position, code`;
  return rows.map((row) => row.code);
}

/** @throws AppError `invalid_estado`, listing the valid ones. */
export function requireEstado(valid: string[], estado: string): void {
  if (valid.includes(estado)) return;
  throw new AppError("invalid_estado", { params: { estado, valid: valid.join(", ") }, extra: { valid_estados: valid } });
}

/** `GET /api/crm/estados`: all states with how many of the actor's leads are in each. */
export async function listEstados(ctx: Context): Promise<{ items: (Estado & { leads: number })[] }> {
  requirePermission(ctx.actor, "leads:read");
  const { actor, db } = ctx;
  const scope = actor.clienteId === null ? db`` : db`where cliente_id = ${actor.clienteId}`;
  const items = await db<(Estado & { leads: number })[]>`
    select e.code, e.name, e.color, e.position, e.active, coalesce(c.leads, 0)::bigint as leads
    from estados e left join (
      select estado, sum(n) as leads from (
        select cliente_id, estado, count as n from lead_counts union all select cliente_id, estado, delta from lead_count_deltas
      ) counted ${scope} group by estado
    ) c on c.estado = e.code
    order by e.position, e.code`;
  return { items: [...items] };
}

/** Adds a state. @throws AppError `estado_exists` */
export async function createEstado(ctx: Context, input: z.infer<typeof createEstadoSchema>): Promise<Estado> {
  requirePermission(ctx.actor, "estados:write");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<Estado[]>`
      insert into estados (code, name, color, position)
      values (${input.code}, ${input.name}, ${input.color}, coalesce(${input.position ?? null}, (select coalesce(max(position), 0) + 1 from estados)))
      on conflict do nothing returning code, name, color, position, active`;
    if (!row) throw new AppError("estado_exists", { params: { estado: input.code } });
    await recordAudit(tx, { action: "estado.create", entity: "estado", entityId: row.code, data: { ...input } });
    return row;
  });
}

/**
 * Changes a state's name, colour, order, or whether it can be chosen.
 * @throws AppError `not_found`; `estado_in_use` when it is switched off while leads are in it.
 */
export async function updateEstado(ctx: Context, code: string, input: z.infer<typeof updateEstadoSchema>): Promise<Estado> {
  requirePermission(ctx.actor, "estados:write");
  return transaction(ctx, async (tx) => {
    if (input.active === false) await requireUnused(tx, code);
    const [row] = await tx.db<Estado[]>`
      update estados set name = coalesce(${input.name ?? null}, name), color = coalesce(${input.color ?? null}, color),
        position = coalesce(${input.position ?? null}, position), active = coalesce(${input.active ?? null}, active)
      where code = ${code} returning code, name, color, position, active`;
    if (!row) throw new AppError("not_found");
    await recordAudit(tx, { action: "estado.update", entity: "estado", entityId: code, data: { ...input } });
    return row;
  });
}

async function requireUnused(tx: TransactionContext, code: string): Promise<void> {
  const [row] = await tx.db<{ count: number }[]>`
    select coalesce(sum(n), 0)::bigint as count from (
      select count as n from lead_counts where estado = ${code} union all select delta from lead_count_deltas where estado = ${code}
    ) counted`;
  if (row!.count > 0) throw new AppError("estado_in_use", { params: { estado: code, count: row!.count } });
}

/** Folds the appended deltas into the counts. One folder at a time; readers see the same sums before and after. */
export async function foldLeadCounts(ctx: Context): Promise<void> {
  await ctx.db`
    with taken as (
      delete from lead_count_deltas where id in (select id from lead_count_deltas order by id limit 50000 for update skip locked)
      returning cliente_id, estado, delta
    )
    insert into lead_counts (cliente_id, estado, count)
    select cliente_id, estado, sum(delta) from taken group by cliente_id, estado
    on conflict (cliente_id, estado) do update set count = lead_counts.count + excluded.count`;
}
