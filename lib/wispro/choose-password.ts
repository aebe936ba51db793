import { hashPassword } from "better-auth/crypto";
import { readTicket } from "./first-password-ticket";
import { matchesInitialCredential } from "./initial-credential";
import { readSettings } from "./settings";
import { recordAudit } from "@/lib/audit/record";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/errors";
import { invalidRequest } from "@/lib/http/validate";

/**
 * Replaces a customer's first password by one of their own. Answers whose it is.
 * @throws AppError `invalid_credentials` for a ticket that has expired or was used; `invalid_request` for the identity number again
 */
export async function choosePassword(ctx: Context, ticketText: string, password: string): Promise<{ userId: number }> {
  const ticket = readTicket(ticketText, ctx.now().getTime());
  if (!ticket) throw expired();
  const hash = await hashPassword(password);
  return transaction(ctx, async (tx) => {
    const { initial_credentials_enabled } = await readSettings(tx.db);
    const [user] = await tx.db<{ initialCredential: string | null; name: string }[]>`
      select initial_credential as "initialCredential", name from users where id = ${ticket.userId} and active for no key update`;
    if (!initial_credentials_enabled || !user?.initialCredential || !ticket.fits(user.initialCredential)) throw expired();
    if (matchesInitialCredential(password, user.initialCredential)) {
      throw invalidRequest([{ path: "password", message: ctx.locale === "es" ? "no puede ser la cédula" : "cannot be the identity number" }]);
    }
    await tx.db`update users set initial_credential = null, failed_sign_ins = 0, locked_until = null where id = ${ticket.userId}`;
    await tx.db`insert into accounts (account_id, provider_id, user_id, password) values (${String(ticket.userId)}, 'credential', ${ticket.userId}, ${hash})`;
    await recordAudit({ ...tx, actor: { ...tx.actor, kind: "user", id: ticket.userId, name: user.name } }, { action: "user.choose_password", entity: "user", entityId: ticket.userId });
    return { userId: ticket.userId };
  });
}

function expired(): AppError {
  return new AppError("invalid_credentials", { messageKey: "ticket_expired" });
}
