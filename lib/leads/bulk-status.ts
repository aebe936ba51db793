import { arrayLiteral, changeEstado, distinctIds } from "./change-estado";
import { activeEstados, requireEstado } from "./estados";
import { type BulkStatus, type BulkStatusResult, MAX_SYNC_LEADS } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";

/**
 * `POST /api/crm/leads/bulk-status`: changes the state of up to 100 leads now, in one transaction. Leads that are not there, or are another
 * tenant's, are reported; the rest change.
 * @throws AppError `too_many_leads`, `invalid_estado`
 */
export async function bulkStatus(ctx: Context, input: BulkStatus): Promise<BulkStatusResult> {
  requirePermission(ctx.actor, "leads:write");
  const ids = distinctIds(input.lead_ids);
  if (ids.length > MAX_SYNC_LEADS) {
    throw new AppError("too_many_leads", { messageKey: "too_many_leads_sync", params: { max: MAX_SYNC_LEADS, given: ids.length } });
  }
  const change = (db: Queryable) => changeEstado(db, {
    ids: arrayLiteral(ids), estado: input.estado, expected: expectedList(input.expected_estado), clienteId: ctx.actor.clienteId, jobId: null,
    actor: ctx.actor, audit: { actorName: ctx.actor.name, requestId: ctx.requestId, leads: ids.length },
  });
  const run = async (db: Queryable): Promise<BulkStatusResult> => {
    const { valid, updated, unchanged, failures } = await change(db);
    if (!valid) requireEstado(await activeEstados(db), input.estado);
    return { success: true, updated, unchanged, failed: failures.length, failures };
  };
  // One statement is one transaction; only an Idempotency-Key has more to write beside it.
  return ctx.idempotency ? transaction(ctx, (tx) => run(tx.db)) : run(ctx.db);
}

/** `expected_estado` as a list; null takes any state. */
export function expectedList(expected: string | string[] | undefined): string[] | null {
  return expected === undefined ? null : [expected].flat();
}
