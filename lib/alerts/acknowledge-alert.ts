import { alertColumns, toAlert } from "./list-alerts";
import type { Alert } from "./schemas";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";

/** `POST /api/alerts/{id}/acknowledge`: somebody looks after it; it stays open until its cause is gone. @throws AppError `not_found`, `invalid_transition` */
export async function acknowledgeAlert(ctx: Context, id: number): Promise<Alert> {
  requirePermission(ctx.actor, "alerts:write");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<Parameters<typeof toAlert>[0][]>`
      update alerts set acknowledged_at = now(), acknowledged_by = ${ctx.actor.name}
      where id = ${id} and resolved_at is null and acknowledged_at is null returning ${alertColumns(tx.db)}`;
    if (!row) {
      const [known] = await tx.db<{ status: string }[]>`select case when resolved_at is null then 'acknowledged' else 'resolved' end as status from alerts where id = ${id}`;
      if (!known) throw new AppError("not_found");
      throw new AppError("invalid_transition", { params: known, extra: known });
    }
    await recordAudit(tx, { action: "alert.acknowledge", entity: "alert", entityId: id, data: { kind: row.kind, subject: row.subject } });
    return toAlert(row);
  });
}
