import type { z } from "zod";
import { arrayLiteral, changeEstado } from "./change-estado";
import { activeEstados, requireEstado } from "./estados";
import { findLead } from "./find-lead";
import type { createLeadSchema, Lead, updateLeadSchema } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";

/**
 * `POST /api/crm/leads`: one new lead. A tenant's is its own; staff name the tenant.
 * @throws AppError `invalid_request`, `invalid_estado`, `external_id_exists`
 */
export async function createLead(ctx: Context, input: z.output<typeof createLeadSchema>): Promise<Lead> {
  requirePermission(ctx.actor, "leads:write");
  const clienteId = tenantOf(ctx, input.cliente_id);
  return transaction(ctx, async (tx) => {
    const { db, actor } = tx;
    const valid = await activeEstados(db);
    const estado = input.estado ?? valid[0] ?? "";
    requireEstado(valid, estado);
    await requireCliente(tx, clienteId);
    const [row] = await db<{ id: number }[]>`
      with lead as (
        insert into leads (cliente_id, external_id, name, phone, email, city, estado)
        values (${clienteId}, ${input.external_id ?? null}, ${input.name}, ${input.phone ?? null}, ${input.email ?? null}, ${input.city ?? null}, ${estado})
        on conflict (cliente_id, external_id) where external_id is not null do nothing
        returning id
      ), logged as (
        insert into lead_history (lead_id, to_estado, actor_kind, actor_id) select id, ${estado}, ${actor.kind}, ${actor.id}::bigint from lead
      )
      select id from lead`;
    if (!row) throw new AppError("external_id_exists", { params: { external_id: input.external_id ?? "" } });
    await recordAudit(tx, { action: "lead.create", entity: "lead", entityId: row.id });
    return findLead(tx, row.id);
  });
}

/**
 * `PATCH /api/crm/leads/{id}`: changes one lead; its state with history.
 * @throws AppError `not_found`, `invalid_estado`
 */
export async function updateLead(ctx: Context, id: number, input: z.output<typeof updateLeadSchema>): Promise<Lead> {
  requirePermission(ctx.actor, "leads:write");
  return transaction(ctx, async (tx) => {
    const { estado, ...fields } = input;
    await findLead(tx, id);
    if (estado !== undefined) {
      requireEstado(await activeEstados(tx.db), estado);
      await changeEstado(tx.db, { ids: arrayLiteral([id]), estado, expected: null, clienteId: ctx.actor.clienteId, jobId: null, actor: ctx.actor });
    }
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length > 0) await tx.db`update leads set ${tx.db(given)}, updated_at = now() where id = ${id}`;
    await recordAudit(tx, { action: "lead.update", entity: "lead", entityId: id, data: { fields: Object.keys(input) } });
    return findLead(tx, id);
  });
}

/** The tenant that what is created belongs to. @throws AppError `invalid_request` when staff name none, or a tenant names another. */
export function tenantOf(ctx: Context, given: number | undefined): number {
  const own = ctx.actor.clienteId;
  const clienteId = own ?? given;
  if (clienteId === undefined || (own !== null && given !== undefined && given !== own)) {
    throw invalidRequest([{ path: "cliente_id", message: ctx.locale === "es" ? "indica una empresa existente" : "name an existing company" }]);
  }
  return clienteId;
}

/** @throws AppError `invalid_request` when there is no such tenant. */
export async function requireCliente(tx: TransactionContext | Context, clienteId: number): Promise<void> {
  const [row] = await tx.db`select 1 from clientes where id = ${clienteId}`;
  if (!row) throw invalidRequest([{ path: "cliente_id", message: tx.locale === "es" ? "indica una empresa existente" : "name an existing company" }]);
}
