import type { z } from "zod";
import { type QrItem, qrItem, type Reported, type StatusItem, statusItem } from "./report-schemas";
import { forgettingSessions } from "./session-cache";
import { requirePermission } from "@/lib/auth/roles";
import { invalidationSeen } from "@/lib/cache/invalidate";
import type { Context } from "@/lib/context/context";
import type { Database } from "@/lib/db/sql";
import { numberArray, textArray } from "@/lib/db/text-array";
import { CHANNEL } from "@/lib/events/bus";
import { inspect } from "@/lib/http/validate";

/** `POST /api/qr/batch`: each session's newest QR, in one statement. A QR that is older than a known one, expired, or used already is ignored. */
export function takeQrBatch(ctx: Context, items: unknown[]): Promise<Reported> {
  return takeBatch(ctx, items, qrItem, upsertQrs);
}

/** `POST /api/whatsapp/status/batch`: each session's newest status, in one statement; an older one never overwrites a newer. */
export function takeStatusBatch(ctx: Context, items: unknown[]): Promise<Reported> {
  return takeBatch(ctx, items, statusItem, upsertStatuses);
}

/** `POST /api/qr`: the same for one; whoever asks afterwards, wherever, sees it. A batch waits for no cache: that takes some milliseconds more. */
export async function takeQr(ctx: Context, item: QrItem): Promise<Reported> {
  requirePermission(ctx.actor, "whatsapp:report");
  const accepted = await upsertQrs(ctx.db, [item]);
  await invalidationSeen();
  return reported(1, accepted, []);
}

/** `POST /api/whatsapp/status`: the same for one. */
export async function takeStatus(ctx: Context, item: StatusItem): Promise<Reported> {
  requirePermission(ctx.actor, "whatsapp:report");
  const accepted = await upsertStatuses(ctx.db, [item]);
  await invalidationSeen();
  return reported(1, accepted, []);
}

async function takeBatch<S extends z.ZodType>(
  ctx: Context,
  items: unknown[],
  schema: S,
  upsert: (db: Database, items: z.output<S>[]) => Promise<number>,
): Promise<Reported> {
  requirePermission(ctx.actor, "whatsapp:report");
  const good: z.output<S>[] = [];
  const rejected: Reported["rejected"] = [];
  items.forEach((item, index) => {
    const inspected = inspect(schema, item, ctx.locale);
    if (inspected.details) rejected.push({ index, error: "invalid_item", ...inspected.details[0]! });
    else good.push(inspected.data);
  });
  const accepted = good.length === 0 ? 0 : await upsert(ctx.db, good);
  return reported(good.length, accepted, rejected);
}

function reported(good: number, accepted: number, rejected: Reported["rejected"]): Reported {
  return { success: true, accepted, ignored: good - accepted, rejected };
}

/** Of equal sessions in a batch the newest counts, and rows are locked in the order of their ids: two batches never deadlock. */
async function upsertStatuses(db: Database, items: StatusItem[]): Promise<number> {
  const [row] = await db<{ accepted: number }[]>`
    with given as (
      select distinct on (session_id) *, timestamptz 'epoch' + ms * interval '1 ms' as at
      from unnest(${keysOf(db, items)}, ${texts(items, ({ status }) => status)}::text::text[], ${times(items, ({ timestamp }) => timestamp)}::text::bigint[],
        ${texts(items, ({ reason }) => reason)}::text::text[], ${numberArray(items.map(({ closeCode }) => closeCode))}::text::int[],
        ${texts(items, ({ phone }) => phone)}::text::text[], ${texts(items, ({ name }) => name)}::text::text[]
      ) as g (session_id, epoch, seq, status, ms, reason, close_code, phone, name)
      order by session_id, epoch desc, seq desc
    ), taken as (
      insert into whatsapp_sessions as s (id, status, status_epoch, status_seq, status_at, reason, close_code, phone, name, last_seen_at)
      select session_id, status, epoch, seq, at, reason, close_code, phone, name, case when status = 'active' then at end from given
      on conflict (id) do update set
        status = excluded.status, status_epoch = excluded.status_epoch, status_seq = excluded.status_seq, status_at = excluded.status_at,
        reason = excluded.reason, close_code = excluded.close_code,
        -- A report that was under way when somebody logged out brings nobody's number back.
        phone = case when s.desired <> 'logged_out' then coalesce(excluded.phone, s.phone) end,
        name = case when s.desired <> 'logged_out' then coalesce(excluded.name, s.name) end,
        last_seen_at = case when 'active' in (excluded.status, s.status) then excluded.status_at else s.last_seen_at end,
        qr = case when excluded.status = 'pending' or (s.qr_epoch, s.qr_seq) > (excluded.status_epoch, excluded.status_seq) then s.qr end,
        updated_at = now()
      where (excluded.status_epoch, excluded.status_seq) > (s.status_epoch, s.status_seq)
      returning id
    )
    ${tellOf(db, items)}`;
  return row!.accepted;
}

async function upsertQrs(db: Database, items: QrItem[]): Promise<number> {
  const [row] = await db<{ accepted: number }[]>`
    with given as (
      select distinct on (session_id) *, timestamptz 'epoch' + expires_ms * interval '1 ms' as expires_at
      from unnest(${keysOf(db, items)}, ${texts(items, ({ qr }) => qr)}::text::text[], ${times(items, ({ expiresAt }) => expiresAt)}::text::bigint[]
      ) as g (session_id, epoch, seq, qr, expires_ms)
      where timestamptz 'epoch' + expires_ms * interval '1 ms' > now()
      order by session_id, epoch desc, seq desc
    ), taken as (
      insert into whatsapp_sessions as s (id, qr, qr_epoch, qr_seq, qr_expires_at)
      select session_id, qr, epoch, seq, least(expires_at, now() + interval '60 s') from given
      on conflict (id) do update set
        qr = case when s.status = 'pending' or (excluded.qr_epoch, excluded.qr_seq) > (s.status_epoch, s.status_seq) then excluded.qr end,
        qr_epoch = excluded.qr_epoch, qr_seq = excluded.qr_seq, qr_expires_at = excluded.qr_expires_at, updated_at = now()
      where (excluded.qr_epoch, excluded.qr_seq) > (s.qr_epoch, s.qr_seq)
      returning id
    )
    ${tellOf(db, items)}`;
  return row!.accepted;
}

/** Counts what was taken and tells the processes of it, a hundred ids a message: one holds at most 8,000 bytes. Ends what is cached of the sessions. */
function tellOf(db: Database, items: { sessionId: string }[]) {
  return db`
    select coalesce(sum(n), 0)::int as accepted, count(told), ${forgettingSessions(db, items.map(({ sessionId }) => sessionId))} from (
      select count(*) as n, pg_notify(${CHANNEL}, json_build_object('kind', 'whatsapp', 'ids', json_agg(id))::text) as told
      from (select id, row_number() over () / 100 as part from taken) numbered group by part
    ) parts`;
}

/** Session, epoch and number of each, as columns. Arrays are made and read faster than JSON, which repeats each column's name in each row. */
function keysOf(db: Database, items: (StatusItem | QrItem)[]) {
  const seqs = numberArray(items.map(({ seq, timestamp }) => seq ?? timestamp.getTime()));
  return db`${texts(items, ({ sessionId }) => sessionId)}::text::text[], ${numberArray(items.map(({ epoch }) => epoch))}::text::bigint[], ${seqs}::text::bigint[]`;
}

function texts<T>(items: T[], of: (item: T) => string | null | undefined): string {
  return textArray(items.map(of));
}

/** As milliseconds since 1970, which are made and read faster than written dates, and exact to the microsecond until 2255. */
function times<T>(items: T[], of: (item: T) => Date): string {
  return numberArray(items.map((item) => of(item).getTime()));
}
