import type { UserSort } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

/** The order of users under a name of the statement. Users are numbered as they are created. */
export function orderOf(db: Queryable, sort: UserSort, users = "u") {
  const [id, name] = [db(`${users}.id`), db(`${users}.name_key`)];
  return { "-created_at": db`${id} desc`, created_at: db`${id}`, "-id": db`${id} desc`, id: db`${id}`, name: db`${name}, ${id}`, "-name": db`${name} desc, ${id} desc` }[sort];
}

/** A user and the key that its name is put in order by. */
export interface Named {
  id: number;
  key: string;
}

/** The ids of users in the order that `orderOf` has: of names the keys byte by byte, equal ones by id. */
export function idsInOrder(users: Named[], sort: UserSort): number[] {
  const up = isByName(sort) ? idsByName(users) : users.map(({ id }) => id).sort((a, b) => a - b);
  return sort.startsWith("-") ? up.reverse() : up;
}

function idsByName(users: Named[]): number[] {
  // Strings of bytes compare as their bytes do; strings of UTF-16 do not.
  const inBytes = users.map(({ id, key }) => ({ id, bytes: Buffer.from(key).toString("latin1") }));
  inBytes.sort((a, b) => (a.bytes === b.bytes ? a.id - b.id : a.bytes < b.bytes ? -1 : 1));
  return inBytes.map(({ id }) => id);
}

/** Is it by name? */
export function isByName(sort: UserSort): boolean {
  return sort === "name" || sort === "-name";
}
