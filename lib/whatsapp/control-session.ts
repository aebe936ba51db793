import { randomBytes } from "node:crypto";
import type { Ordered } from "./schemas";
import { forgetSessions } from "./session-cache";
import { recordAudit } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/roles";
import type { Context, TransactionContext } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { notifyProcesses } from "@/lib/events/bus";
import { invalidRequest } from "@/lib/http/validate";

/**
 * `POST /api/whatsapp/sessions`: wants a user's session to run. A user has one; one that there is already is started again, and left alone where it runs.
 * @throws AppError `invalid_request` for a user that there is not
 */
export async function startSession(ctx: Context, input: { user_id: number }): Promise<Ordered> {
  requirePermission(ctx.actor, "whatsapp:write");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<{ id: string }[]>`
      insert into whatsapp_sessions as s (id, user_id, desired, desired_no, status)
      select ${`wa_${randomBytes(9).toString("base64url").replaceAll("-", "x")}`}, u.id, 'running', 1, 'inactive' from users u where u.id = ${input.user_id} and u.active
      on conflict (user_id) where desired <> 'logged_out' do update set
        desired = 'running', desired_no = s.desired_no + case when s.desired = 'running' and s.status in ('pending', 'active') then 0 else 1 end, updated_at = now()
      returning id`;
    if (!row) throw invalidRequest([{ path: "user_id", message: ctx.locale === "es" ? "no existe" : "does not exist" }]);
    return tell(tx, row.id, "start");
  });
}

/** `POST …/{id}/stop`: closes the socket and keeps the pairing. @throws AppError `not_found`, `invalid_transition` */
export const stopSession = (ctx: Context, id: string): Promise<Ordered> => order(ctx, id, "stop", "stopped");

/** `POST …/{id}/restart`: opens the socket anew, or starts what was stopped. @throws AppError `not_found`, `invalid_transition` */
export const restartSession = (ctx: Context, id: string): Promise<Ordered> => order(ctx, id, "restart", "running");

/** `POST …/{id}/logout`: unpairs the phone; what was kept of the session is deleted. @throws AppError `not_found`, `invalid_transition` */
export const logoutSession = (ctx: Context, id: string): Promise<Ordered> => order(ctx, id, "logout", "logged_out");

async function order(ctx: Context, id: string, verb: "stop" | "restart" | "logout", desired: "running" | "stopped" | "logged_out"): Promise<Ordered> {
  requirePermission(ctx.actor, "whatsapp:write");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<{ id: string }[]>`
      update whatsapp_sessions set desired = ${desired}, desired_no = desired_no + 1, qr = null, updated_at = now()
      where id = ${id} and desired <> 'logged_out' returning id`;
    if (row) return tell(tx, id, verb);
    const known = await tx.db`select from whatsapp_sessions where id = ${id}`;
    throw known.length > 0 ? new AppError("invalid_transition", { messageKey: "session_logged_out" }) : new AppError("not_found");
  });
}

async function tell(tx: TransactionContext, id: string, verb: "start" | "stop" | "restart" | "logout"): Promise<Ordered> {
  await recordAudit(tx, { action: `whatsapp.${verb}`, entity: "whatsapp_session", entityId: id });
  await notifyProcesses(tx.db, { kind: "whatsapp-desired", ids: [id] });
  await notifyProcesses(tx.db, { kind: "whatsapp", ids: [id] });
  await forgetSessions(tx.db, [id]);
  return { success: true, sessionId: id };
}
