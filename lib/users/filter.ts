import type { UserFilter, UserRole } from "./schemas";
import { type SearchWord, tsqueryOf } from "./search-words";
import type { Queryable } from "@/lib/db/sql";

/** What a filter asks of `active`: undefined where it asks nothing. */
export function wantedActive({ active_only, active }: UserFilter): boolean | undefined {
  return active_only ? true : active;
}

/** Does a filter leave only people of the console? They are few, and have indexes of their own. */
export function isStaff({ role }: UserFilter): boolean {
  return role !== undefined && role !== "subscriber";
}

/** Is there an index of the users whom a filter leaves? */
export function hasOwnIndex(filter: UserFilter): boolean {
  return filter.zone !== undefined || isStaff(filter) || wantedActive(filter) === false;
}

/** The condition on `users u` that a filter means, its search apart. Roles and `active` are written out, so that partial indexes fit them. */
export function userCondition(db: Queryable, filter: UserFilter) {
  const active = wantedActive(filter);
  return db`
    true ${active === undefined ? db`` : active ? db`and u.active` : db`and not u.active`} ${filter.role ? db`and ${roleIs(db, filter.role)}` : db``}
    ${filter.zone ? db`and u.zone = ${filter.zone}` : db``}`;
}

function roleIs(db: Queryable, role: UserRole) {
  return {
    admin: db`u.role = 'admin'`, operator: db`u.role = 'operator'`, viewer: db`u.role = 'viewer'`, cliente: db`u.role = 'cliente'`, subscriber: db`u.role = 'subscriber'`,
  }[role];
}

/** As `matches`, where it is asked of one user after the other: what cannot match is told at a sixth of the price, by the letters alone. */
export function matchesEach(db: Queryable, words: SearchWord[]) {
  return db`${words.map(({ beginnings }) => {
    const anywhere = beginnings.map((word) => `%${word.replace(/[\\%]/g, "\\$&")}%`);
    const phones = beginnings.some((word) => /\d/.test(word)) ? db`, u.phone, u.phone_mobile` : db``;
    return db`(u.name_key like any(${anywhere}::text[]) or user_name_key(concat_ws(' ', u.login_email, u.email, u.code, u.wispro_number ${phones})) like any(${anywhere}::text[])) and `;
  })} ${matches(db, words)}`;
}

/** The condition on `users u` that a search means; the index `users_words_idx` stands on the same expression. */
export function matches(db: Queryable, words: SearchWord[]) {
  const query = tsqueryOf(words);
  return query === null
    ? db`false`
    : db`user_words(u.name, u.code, u.login_email, u.email, u.wispro_number, u.phone, u.phone_mobile) @@ ${query}::text::tsquery`;
}
