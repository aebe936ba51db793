import type { UserSort } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

/** The order of users under a name of the statement. Users are numbered as they are created. */
export function orderOf(db: Queryable, sort: UserSort, users = "u") {
  const [id, name] = [db(`${users}.id`), db(`${users}.name`)];
  return { "-created_at": db`${id} desc`, created_at: db`${id}`, "-id": db`${id} desc`, id: db`${id}`, name: db`${name}, ${id}`, "-name": db`${name} desc, ${id} desc` }[sort];
}

/** Is it by name? */
export function isByName(sort: UserSort): boolean {
  return sort === "name" || sort === "-name";
}
