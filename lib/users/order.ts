import type { UserSort } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

/** The order of `users u`. Users are numbered as they are created. */
export function orderOf(db: Queryable, sort: UserSort) {
  return { "-created_at": db`u.id desc`, created_at: db`u.id`, "-id": db`u.id desc`, id: db`u.id`, name: db`u.name, u.id`, "-name": db`u.name desc, u.id desc` }[sort];
}

/** Is it by name? */
export function isByName(sort: UserSort): boolean {
  return sort === "name" || sort === "-name";
}
