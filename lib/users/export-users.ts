import { matchesEach, userCondition } from "./filter";
import { orderOf } from "./order";
import type { ListUsersQuery } from "./schemas";
import { fewHits } from "./search-users";
import { wordsOf } from "./search-words";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/sql";
import { CsvPart } from "@/lib/http/csv";

/** Fewer leave more behind, more make the first ones late. */
const BATCH = 1000;
/** What a spreadsheet would run as a formula, as lib/http/csv.ts says it too. */
const FORMULA = "^[=@\\t\\r]|^[+-](?![0-9\\s().-]+$)";

/** The columns of the CSV: those of a User. */
export const EXPORT_COLUMNS = [
  "id", "code", "name", "login_email", "email", "role", "active", "cliente_id", "cliente_name", "phone", "phone_mobile", "address", "city", "zone", "identity", "id_wispro",
  "wispro_number", "pinned", "created_at", "updated_at",
];

/** The last user of a batch, and the key of its name. */
interface Last {
  id: number;
  key: string;
}

const HEADING = `${EXPORT_COLUMNS.join(",")}\n`;

/** Every user that matches, as lines of CSV that PostgreSQL writes; the first part has the heading. No transaction stays open between two. */
export async function* exportUsers(ctx: Context, query: ListUsersQuery): AsyncGenerator<CsvPart> {
  requirePermission(ctx.actor, "users:read");
  const hits = query.search ? await fewHits(ctx.db, query) : null;
  yield* hits ? linesOfHits(ctx.db, hits) : linesInOrder(ctx.db, query);
}

async function* linesOfHits(db: Queryable, hits: number[]): AsyncGenerator<CsvPart> {
  const line = lineOf(db);
  for (let from = 0; from === 0 || from < hits.length; from += BATCH) {
    const ids = hits.slice(from, from + BATCH);
    const rows = await db<{ id: number; line: string }[]>`select u.id, ${line} as line from users u where u.id = any(${ids}::bigint[])`;
    const byId = new Map(rows.map((row) => [row.id, row.line]));
    yield new CsvPart(Buffer.from((from === 0 ? HEADING : "") + ids.map((id) => byId.get(id) ?? "").join("")));
  }
}

/** Each batch begins after the last one's key. */
async function* linesInOrder(db: Queryable, query: ListUsersQuery): AsyncGenerator<CsvPart> {
  const where = db`${userCondition(db, query)} ${query.search ? db`and ${matchesEach(db, wordsOf(query.search))}` : db``}`;
  // Made once: parts that each batch made anew were most of what it left behind.
  const [line, order] = [lineOf(db), orderOf(db, query.sort)];
  let heading: Buffer | null = Buffer.from(HEADING);
  let last: Last | null = null;
  do {
    const [row]: (Buffer | null)[][] = await db`
      select string_agg(line, '') as lines, count(*)::int as users, (array_agg(id))[count(*)] as "lastId", (array_agg(name_key))[count(*)] as "lastKey"
      from (
        select u.id, u.name_key, ${line} as line from users u where ${where} ${last ? db`and ${after(db, query, last)}` : db``} order by ${order} limit ${BATCH}
      ) batch`.raw();
    // As bytes, all views of one buffer: the row is emptied, so that the part alone holds it.
    const [lines, users, id, key]: (Buffer | null | undefined)[] = row!.splice(0);
    last = Number(users?.toString()) === BATCH && id && key ? { id: Number(id.toString()), key: key.toString() } : null;
    if (heading) yield new CsvPart(Buffer.concat([heading, lines ?? Buffer.of()]));
    else if (lines) yield new CsvPart(lines);
    heading = null;
  } while (last);
}

function after(db: Queryable, { sort }: ListUsersQuery, { id, key }: Last) {
  if (sort === "name") return db`(u.name_key, u.id) > (${key}, ${id})`;
  if (sort === "-name") return db`(u.name_key, u.id) < (${key}, ${id})`;
  return sort.startsWith("-") ? db`u.id < ${id}` : db`u.id > ${id}`;
}

/** A line of `users u`, its columns as a User has them: the identity number masked, instants in UTC. */
function lineOf(db: Queryable) {
  const quoted = (value: ReturnType<typeof orderOf>) => db`'"' || replace(${value}, '"', '""') || '"'`;
  const text = (value: ReturnType<typeof orderOf>) => db`
    coalesce(case when ${value} ~ ${FORMULA} then ${quoted(db`'''' || ${value}`)} when ${value} ~ E'[",\\r\\n]' then ${quoted(value)} else ${value} end, '')`;
  const instant = (value: ReturnType<typeof orderOf>) => db`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return db`
    u.id || ',' || coalesce(u.code, '') || ',' || ${text(db`u.name`)} || ',' || ${text(db`u.login_email`)} || ',' || ${text(db`u.email`)} || ',' || u.role || ',' || u.active
    || ',' || coalesce(u.cliente_id::text, '') || ',' || ${text(db`(select c.name from clientes c where c.id = u.cliente_id)`)} || ',' || coalesce(u.phone, '')
    || ',' || coalesce(u.phone_mobile, '') || ',' || ${text(db`u.address`)} || ',' || ${text(db`u.city`)} || ',' || ${text(db`u.zone`)}
    || ',' || coalesce(left(u.identity, 1) || '-…' || case when length(u.identity) > 6 then right(u.identity, 3) else '' end, '')
    || ',' || ${text(db`u.id_wispro`)} || ',' || ${text(db`u.wispro_number`)}
    || ',' || case when u.pinned = '{}' then '[]' else ${quoted(db`array_to_json(u.pinned)::text`)} end
    || ',' || ${instant(db`u.created_at`)} || ',' || ${instant(db`u.updated_at`)} || E'\\n'`;
}
