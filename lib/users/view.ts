import type { User } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

export type UserRow = Omit<User, "created_at" | "updated_at"> & { created_at: Date; updated_at: Date };

/** The columns of a User, of `users u`. */
export function userColumns(db: Queryable) {
  return db`
    u.id, u.code, u.name, u.login_email, u.email, u.role, u.active, u.cliente_id, (select c.name from clientes c where c.id = u.cliente_id) as cliente_name,
    u.phone, u.phone_mobile, u.address, u.city, u.zone, u.identity, u.id_wispro, u.wispro_number, u.pinned, u.created_at, u.updated_at`;
}

/** A row as the API shows it. */
export function toUser(row: UserRow): User {
  return { ...row, identity: maskIdentity(row.identity), created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() };
}

/**
 * An identity number with all but its last three digits hidden: a customer's first password is this number.
 * @example maskIdentity("V12345678") // "V-…678"
 */
export function maskIdentity(identity: string | null): string | null {
  if (identity === null) return null;
  const digits = identity.slice(1);
  return `${identity[0]}-…${digits.length > 5 ? digits.slice(-3) : ""}`;
}
