import type { TransactionContext } from "@/lib/context/context";

export interface AuditEntry {
  /** What was done, as `entity.verb`: `lead.update`, `api_key.revoke`. */
  action: string;
  entity: string;
  entityId: string | number | null;
  /** Facts worth keeping; never a secret, never a list that grows with the rows. */
  data?: Record<string, unknown>;
}

/** Writes who did what, in the change's own transaction. */
export async function recordAudit(ctx: TransactionContext, entry: AuditEntry): Promise<void> {
  const { actor, db, requestId } = ctx;
  await db`
    insert into audit_log (actor_kind, actor_id, actor_name, action, entity, entity_id, request_id, data)
    values (${actor.kind}, ${actor.id}, ${actor.name}, ${entry.action}, ${entry.entity},
            ${entry.entityId === null ? null : String(entry.entityId)}, ${requestId}, ${db.json((entry.data ?? {}) as never)})`;
}
