import { hashPassword } from "better-auth/crypto";
import type { Role } from "./actor";
import { recordAudit } from "@/lib/audit/record";
import type { Context } from "@/lib/context/context";
import { transaction } from "@/lib/db/transaction";

export interface NewUser {
  name: string;
  email: string;
  password: string;
  role: Role;
  clienteId?: number;
}

/** Creates a person who signs in with an e-mail and a password. Answers null when the e-mail is taken. */
export async function createUser(ctx: Context, user: NewUser): Promise<{ id: number } | null> {
  const hash = await hashPassword(user.password);
  return transaction(ctx, async (tx) => {
    const [row] = await tx.db<{ id: number }[]>`
      with person as (
        insert into users (name, login_email, email, email_verified, role, cliente_id)
        values (${user.name}, ${user.email.toLowerCase()}, ${user.email.toLowerCase()}, true, ${user.role}, ${user.clienteId ?? null})
        on conflict (login_email) do nothing returning id
      )
      insert into accounts (account_id, provider_id, user_id, password) select id::text, 'credential', id, ${hash} from person returning user_id as id`;
    if (row) await recordAudit(tx, { action: "user.create", entity: "user", entityId: row.id, data: { role: user.role } });
    return row ?? null;
  });
}
