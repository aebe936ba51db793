import type { Database } from "@/lib/db/sql";

/** What a batch of statuses has to write at least: its columns, without order, doubles or a word to anybody. `rows` is a JSON array of rows. */
export function bareUpsert(db: Database, rows: string) {
  return db`
    insert into whatsapp_sessions (id, status, status_epoch, status_seq, status_at, last_seen_at)
    select id, status, status_epoch, status_seq, status_at, status_at
    from jsonb_to_recordset(${rows}::text::jsonb) as g(id text, status text, status_epoch bigint, status_seq bigint, status_at timestamptz)
    on conflict (id) do update set
      status = excluded.status, status_epoch = excluded.status_epoch, status_seq = excluded.status_seq, status_at = excluded.status_at, last_seen_at = excluded.last_seen_at`;
}
