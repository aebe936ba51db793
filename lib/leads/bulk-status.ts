import { arrayLiteral, changeEstado, distinctIds } from "./change-estado";
import { activeEstados, requireEstado } from "./estados";
import { type BulkStatus, type BulkStatusResult, MAX_SYNC_LEADS } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { recordAudit } from "@/lib/audit/record";
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
  return transaction(ctx, async (tx) => {
    // Sent together, one round trip: an unknown state rolls the rest back.
    const [valid, changed] = await Promise.all([
      activeEstados(tx.db),
      changeEstado(tx.db, {
        ids: arrayLiteral(ids), estado: input.estado, expected: expectedList(input.expected_estado),
        clienteId: ctx.actor.clienteId, jobId: null, actor: ctx.actor,
      }),
      recordAudit(tx, { action: "lead.bulk_status", entity: "lead", entityId: null, data: { estado: input.estado, leads: ids.length } }),
    ]);
    requireEstado(valid, input.estado);
    return { success: true as const, updated: changed.updated, unchanged: changed.unchanged, failed: changed.failures.length, failures: changed.failures };
  });
}

/** `expected_estado` as a list; null takes any state. */
export function expectedList(expected: string | string[] | undefined): string[] | null {
  return expected === undefined ? null : [expected].flat();
}
