import type { Session } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

type Instant = "qr_expires_at" | "last_seen_at" | "status_at";
export type SessionRow = Omit<Session, Instant | "created_at"> & Record<Instant, Date | null> & { created_at: Date };

/** A session as the API shows it: never its QR's text, its number without the middle. */
export function sessionColumns(db: Queryable) {
  return db`
    s.id, s.user_id, u.name as user_name, s.desired, s.status, s.reason, s.close_code, s.name, s.gateway_id as owner,
    case when s.phone is not null then '+' || left(ltrim(s.phone, '+'), 3) || ' ••• ' || right(s.phone, 4) end as phone,
    (s.qr is not null and s.qr_expires_at > now() and s.desired = 'running') as has_qr,
    case when s.qr is not null and s.qr_expires_at > now() then s.qr_expires_at end as qr_expires_at,
    case when s.qr is not null and s.qr_expires_at > now() then s.qr_epoch || '.' || s.qr_seq end as qr_version,
    s.last_seen_at, s.status_at, s.created_at`;
}

export function toSession(row: SessionRow): Session {
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  return {
    ...row,
    qr_expires_at: iso(row.qr_expires_at), last_seen_at: iso(row.last_seen_at), status_at: iso(row.status_at), created_at: row.created_at.toISOString(),
  };
}
