import type { PageRecord } from "./read-client";
import type { Queryable, Transaction } from "@/lib/db/sql";
import { textArray } from "@/lib/db/text-array";

/** What became of a page's records; `fresh` of them had not come before in this run. */
export interface PageCounts {
  fresh: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  conflicts: number;
  errors: number;
  /** The places, among the records in hand, of those skipped. */
  skipped_places: number[];
}

export interface PageJob {
  id: number;
  /** Where the report's numbers of this page begin. */
  firstItem: number;
}

/** A record and its place among those of the pages in hand, from 0. */
export interface Placed {
  n: number;
  record: PageRecord;
}

/** What the statement takes of each record, a column of texts each. */
const COLUMNS = [
  "id_wispro", "key1", "key2", "problem", "why", "wispro_number", "name", "email", "phone", "phone_raw", "phone_mobile", "phone_mobile_raw", "address", "city",
  "zone", "credential", "digest", "masked",
] as const satisfies (keyof PageRecord)[];

const COUNTS = ["fresh", "created", "updated", "unchanged", "skipped", "conflicts", "errors"] as const;
/** SQLSTATE classes of what one record's data can cause: bad values, violated constraints, a trigger's refusal. */
const DATA_ERROR = /^(22|23|P0)/;

/** Nothing of anything. */
export const NO_COUNTS: PageCounts = { fresh: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, conflicts: 0, errors: 0, skipped_places: [] };

export function sumOf(one: PageCounts, other: PageCounts): PageCounts {
  const sum = { ...one, skipped_places: [...one.skipped_places, ...other.skipped_places] };
  for (const name of COUNTS) sum[name] += other[name];
  return sum;
}

/** Writes records one by one, each in a savepoint, so that one that the database refuses costs only itself and is reported. */
export async function applyOneByOne(db: Transaction, job: PageJob, records: Placed[]): Promise<PageCounts> {
  let counts = NO_COUNTS;
  for (const placed of records) counts = sumOf(counts, await applyOne(db, job, placed));
  return counts;
}

async function applyOne(db: Transaction, job: PageJob, placed: Placed): Promise<PageCounts> {
  try {
    return await db.savepoint((inner) => applyPage(inner, job, [placed]));
  } catch (error) {
    if (!isDataError(error)) throw error;
    const rejected: PageRecord = { ...placed.record, problem: "rejected", why: `SQLSTATE ${(error as { code: string }).code}` };
    return db.savepoint((inner) => applyPage(inner, job, [{ ...placed, record: rejected }]));
  }
}

/** Was the statement refused for what a record says? */
export function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code.length === 5 && DATA_ERROR.test(code);
}

/**
 * Writes a page in one statement, whatever the number of records: note what is seen, find each one's user by Wispro's id, then by identity number, judge, write what
 * differs, report what cannot be attributed.
 */
export async function applyPage(db: Queryable, job: PageJob, records: Placed[]): Promise<PageCounts> {
  // Sent together, one round trip.
  const [, [counts]] = await Promise.all([prepareSession(db), writeRecords(db, job, records)]);
  return counts;
}

/**
 * A page is lost only together with the position that says it is done, so its commit need not wait for the disk. And a plan made while the
 * table was empty must not read it whole when it has grown.
 */
function prepareSession(db: Queryable): Promise<unknown> {
  return db`select set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true)`;
}

function writeRecords(db: Queryable, job: PageJob, records: Placed[]): Promise<[PageCounts]> {
  return db<[PageCounts]>`
    with ${found(db, job, records)},
    ${judged(db)},
    ${written(db)},
    ${reported(db, job)}
    select (select count(*) from fresh) as fresh,
           (select count(*) from created) as created,
           (select count(*) from next where differs) as updated,
           (select count(*) from next where not differs) as unchanged,
           (select count(*) from judged where verdict = 'skipped') as skipped,
           (select count(*) from judged where verdict = 'conflict') as conflicts,
           (select count(*) from judged where verdict = 'error') as errors,
           (select coalesce(array_agg(n), '{}') from judged where verdict = 'skipped') as skipped_places`;
}

/**
 * The lookups are lateral and limited to one row, so that each is one step down a unique index however the table grows while a cached plan is
 * used. A user whose own number already fits is the one meant, whoever else holds the other letter.
 */
function found(db: Queryable, job: PageJob, records: Placed[]) {
  return db`
    given as materialized (
      select * from unnest(${`{${records.map(({ n }) => n).join(",")}}`}::text::int[], ${columnsOf(db, records)}) as r (n, ${db.unsafe(COLUMNS.join(", "))})
    ), fresh as (
      insert into wispro_seen (job_id, id_wispro) select ${job.id}::bigint, id_wispro from given on conflict do nothing returning id_wispro
    ), found as (
      select g.*, own.id as own_id, coalesce(own.identity_apart, false) as apart,
        case when own.identity_apart then null when own.identity in (g.key1, g.key2) then own.id else coalesce(one.id, two.id) end as named_id,
        case when own.identity_apart or own.identity in (g.key1, g.key2) then null when one.id is not null then one.id_wispro else two.id_wispro end as named_wispro,
        case when own.identity_apart then null when own.identity in (g.key1, g.key2) then own.identity
             when one.id is null and two.id is not null then g.key2 else g.key1 end as slot
      from given g
      join fresh using (id_wispro)
      left join lateral (select u.id, u.identity, u.identity_apart from users u where u.id_wispro = g.id_wispro limit 1) own on true
      left join lateral (select u.id, u.id_wispro from users u where u.identity = g.key1 limit 1) one on true
      left join lateral (select u.id, u.id_wispro from users u where u.identity = g.key2 limit 1) two on true
    )`;
}

/** Of two records of a page that claim one identity number, the one whose user has it wins, else the first; the other is a conflict. */
function judged(db: Queryable) {
  return db`
    ranked as (
      select f.*, coalesce(own_id, named_id) as user_id,
        slot is not null and row_number() over (partition by slot order by problem is not null, own_id is null, n) > 1 as claimed_before
      from found f
    ), judged as (
      select r.*,
        case when problem in ('malformed', 'rejected') then 'error'
             when problem is not null and own_id is null then 'skipped'
             when own_id <> named_id or named_wispro is not null or claimed_before then 'conflict'
             when user_id is null and name is null then 'skipped'
             when user_id is null then 'create'
             else 'update' end as verdict,
        case when problem in ('malformed', 'rejected') then problem
             when problem is not null and own_id is null then problem
             when own_id <> named_id then 'two_users'
             when named_wispro is not null or claimed_before then 'user_claimed'
             when user_id is null and name is null then 'missing_name' end as reason
      from ranked r
    )`;
}

function written(db: Queryable) {
  const kept = (field: string, next: unknown) => db`case when ${field} = any(u.pinned) then u.${db(field)} else ${next as never} end`;
  return db`
    created as (
      insert into users (name, email, role, code, id_wispro, wispro_number, identity, phone, phone_raw, phone_mobile, phone_mobile_raw, address, city,
                         zone, initial_credential, wispro_digest)
      select name, email, 'subscriber', new_user_code(), id_wispro, wispro_number, key1, phone, phone_raw, phone_mobile, phone_mobile_raw, address, city,
             zone, credential, digest
      from judged where verdict = 'create'
      returning id, identity
    ), next as (
      select u.id, n.*, j.digest,
        (u.id_wispro, u.wispro_number, u.name, u.email, u.phone, u.phone_raw, u.phone_mobile) is distinct from
        (n.id_wispro, n.wispro_number, n.name, n.email, n.phone, n.phone_raw, n.phone_mobile)
        or (u.phone_mobile_raw, u.address, u.city, u.zone, u.identity) is distinct from (n.phone_mobile_raw, n.address, n.city, n.zone, n.identity) as differs,
        u.wispro_digest is distinct from j.digest as said_otherwise
      from judged j join users u on u.id = j.user_id cross join lateral (
        select j.id_wispro, j.wispro_number,
          ${kept("name", db`coalesce(j.name, u.name)`)} as name,
          ${kept("email", db`j.email`)} as email,
          ${kept("phone", db`j.phone`)} as phone,
          case when 'phone' = any(u.pinned) then u.phone_raw else j.phone_raw end as phone_raw,
          ${kept("phone_mobile", db`j.phone_mobile`)} as phone_mobile,
          case when 'phone_mobile' = any(u.pinned) then u.phone_mobile_raw else j.phone_mobile_raw end as phone_mobile_raw,
          ${kept("address", db`j.address`)} as address,
          ${kept("city", db`j.city`)} as city,
          ${kept("zone", db`coalesce(j.zone, u.zone)`)} as zone,
          coalesce(j.slot, u.identity) as identity,
          case when u.initial_credential is not null and j.slot <> u.identity then j.credential else u.initial_credential end as initial_credential
      ) n
      where j.verdict = 'update'
    ), changed as (
      update users u set id_wispro = x.id_wispro, wispro_number = x.wispro_number, name = x.name, email = x.email, phone = x.phone, phone_raw = x.phone_raw,
        phone_mobile = x.phone_mobile, phone_mobile_raw = x.phone_mobile_raw, address = x.address, city = x.city, zone = x.zone, identity = x.identity,
        initial_credential = x.initial_credential, wispro_digest = x.digest, updated_at = case when x.differs then now() else u.updated_at end
      from next x
      where u.id = x.id and (x.differs or x.said_otherwise)
    )`;
}

function reported(db: Queryable, job: PageJob) {
  return db`
    open_conflicts as (
      insert into wispro_conflicts (id_wispro, reason, client, user_ids, job_id)
      select j.id_wispro, j.reason,
        jsonb_build_object('wispro_number', wispro_number, 'name', name, 'email', email, 'phone', phone, 'phone_raw', phone_raw, 'phone_mobile', phone_mobile,
          'phone_mobile_raw', phone_mobile_raw, 'address', address, 'city', city, 'zone', zone, 'identity', masked),
        ${candidates(db)}, ${job.id}
      from judged j where verdict = 'conflict'
      on conflict (id_wispro) do update set reason = excluded.reason, client = excluded.client, user_ids = excluded.user_ids, job_id = excluded.job_id,
        found_at = case when wispro_conflicts.settled_at is null then wispro_conflicts.found_at else now() end,
        settled_at = null, settled_by = null, resolution = null, user_id = null
    ), remembered as (
      insert into wispro_skipped as k (id_wispro, digest, reason, detail)
      select id_wispro, digest, reason, ${detail(db)}
      from judged j where verdict = 'skipped' and reason = problem and digest is not null
      on conflict (id_wispro) do update set digest = excluded.digest, reason = excluded.reason, detail = excluded.detail where k.digest <> excluded.digest
    ), report as (
      insert into job_failures (job_id, item, error, detail)
      select ${job.id}, ${job.firstItem}::bigint + n, reason, ${detail(db)}
      from judged j where reason is not null
      on conflict do nothing
    )`;
}

/** What the report says of a record. */
function detail(db: Queryable) {
  return db`
    jsonb_strip_nulls(jsonb_build_object('outcome', verdict, 'id_wispro', id_wispro, 'wispro_number', wispro_number, 'name', name, 'identity', masked,
      'why', why, 'user_ids', case when verdict = 'conflict' then to_jsonb(${candidates(db)}) end))`;
}

/** Each column as one parameter: the server reads arrays in half the time of the same as JSON. */
function columnsOf(db: Queryable, records: Placed[]) {
  return COLUMNS.map((name) => db`${textArray(records.map(({ record }) => record[name]))}::text::text[]`).reduce((before, column) => db`${before}, ${column}`);
}

/** The users a conflict is about; one created by this very statement included. */
function candidates(db: Queryable) {
  return db`array_remove(array[own_id, named_id, (select c.id from created c where c.identity = j.slot)], null)`;
}
