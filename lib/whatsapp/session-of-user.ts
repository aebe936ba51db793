import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";

/** The id of a user's session. @throws AppError `not_found` */
export async function sessionOfUser({ db }: Context, userId: number): Promise<string> {
  const [row] = await db<{ id: string }[]>`select id from whatsapp_sessions where user_id = ${userId} and desired <> 'logged_out'`;
  if (!row) throw new AppError("not_found");
  return row.id;
}
