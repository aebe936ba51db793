import type { Account } from "./account-schemas";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";
import { maskIdentity } from "@/lib/users/view";

/** `GET /api/account`: what the product knows of whoever asks. @throws AppError `not_found` for a key, which is nobody's account */
export async function showAccount(ctx: Context): Promise<Account> {
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null;
  const [row] = await ctx.db<(Omit<Account, "success" | "updated_at"> & { updated_at: Date })[]>`
    select name, code, identity, email, coalesce(phone, phone_raw) as phone, coalesce(phone_mobile, phone_mobile_raw) as phone_mobile, address, city, zone, updated_at
    from users where id = ${userId}`;
  if (!row) throw new AppError("not_found");
  return { success: true, ...row, identity: maskIdentity(row.identity), updated_at: row.updated_at.toISOString() };
}
