import type { SessionStatus } from "./report-schemas";
import type { Database } from "@/lib/db/sql";

/** A status that the web has not taken yet. */
export interface SpilledStatus {
  sessionId: string;
  epoch: number;
  seq: number;
  status: SessionStatus;
  reason?: string;
  closeCode?: number;
  phone?: string;
  name?: string;
  at: Date;
}

const MAX_ROWS = 1000;

/** Keeps statuses for the case that their gateway is killed: the newest of each session, in one statement a thousand. */
export async function writeSpilled(db: Database, events: SpilledStatus[]): Promise<void> {
  for (let from = 0; from < events.length; from += MAX_ROWS) {
    const rows = events.slice(from, from + MAX_ROWS).map(({ sessionId, epoch, seq, ...payload }) => ({ session_id: sessionId, epoch, seq, payload }));
    await db`
      insert into whatsapp_outbox as o (session_id, kind, epoch, seq, payload)
      select session_id, 'status', epoch, seq, payload
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g(session_id text, epoch bigint, seq bigint, payload jsonb) order by session_id
      on conflict (session_id, kind) do update set epoch = excluded.epoch, seq = excluded.seq, payload = excluded.payload, at = now()
      where (excluded.epoch, excluded.seq) > (o.epoch, o.seq)`;
  }
}

/** Forgets what the web has taken; a newer row of the same session stays. */
export async function deleteSpilled(db: Database, taken: { sessionId: string; epoch: number; seq: number }[]): Promise<void> {
  const rows = taken.map(({ sessionId, epoch, seq }) => ({ session_id: sessionId, epoch, seq }));
  await db`
    delete from whatsapp_outbox o using jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g(session_id text, epoch bigint, seq bigint)
    where o.session_id = g.session_id and o.kind = 'status' and (o.epoch, o.seq) <= (g.epoch, g.seq)`;
}

/** What a gateway left behind: rows that have waited for so long, oldest first. */
export async function readSpilled(db: Database, olderThanMs: number): Promise<SpilledStatus[]> {
  const rows = await db<{ sessionId: string; epoch: number; seq: number; payload: Omit<SpilledStatus, "sessionId" | "epoch" | "seq" | "at"> & { at: string } }[]>`
    select session_id as "sessionId", epoch, seq, payload from whatsapp_outbox
    where kind = 'status' and at <= now() - ${olderThanMs} * interval '1 ms' order by at limit 20000`;
  return rows.map(({ payload, ...row }) => ({ ...row, ...payload, at: new Date(payload.at) }));
}
