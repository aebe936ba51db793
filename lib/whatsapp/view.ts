import type { Session } from "./schemas";
import type { Queryable } from "@/lib/db/sql";

type Info = "id" | "user_id" | "user_name" | "phone" | "name" | "created_at";

/** Whose session it is. */
export type InfoPart = Pick<Session, Info>;
export type InfoRow = Omit<InfoPart, "created_at"> & { created_at: Date };

/** What was asked for and what was reported; of its QR when it ends, and which it is. */
export type ReportedPart = Pick<Session, "desired" | "status" | "reason" | "close_code" | "owner" | "last_seen_at" | "status_at"> & { qr: { version: string; expires_at: string } | null };
export type ReportedRow = Omit<ReportedPart, "last_seen_at" | "status_at" | "qr"> & { last_seen_at: Date | null; status_at: Date | null; qr_version: string | null; qr_expires_at: Date | null };

/** The number without its middle. */
export function infoColumns(db: Queryable) {
  return db`
    s.id, s.user_id, u.name as user_name, s.name, s.created_at,
    case when s.phone is not null then '+' || left(ltrim(s.phone, '+'), 3) || ' ••• ' || right(s.phone, 4) end as phone`;
}

/** Never the QR's text. */
export function reportedColumns(db: Queryable) {
  return db`
    s.desired, s.status, s.reason, s.close_code, s.gateway_id as owner, s.last_seen_at, s.status_at,
    case when s.qr is not null then s.qr_epoch || '.' || s.qr_seq end as qr_version, case when s.qr is not null then s.qr_expires_at end as qr_expires_at`;
}

export function toInfo({ id, user_id, user_name, phone, name, created_at }: InfoRow): InfoPart {
  return { id, user_id, user_name, phone, name, created_at: created_at.toISOString() };
}

export function toReported({ desired, status, reason, close_code, owner, last_seen_at, status_at, qr_version, qr_expires_at }: ReportedRow): ReportedPart {
  const qr = qr_version !== null && qr_expires_at !== null ? { version: qr_version, expires_at: qr_expires_at.toISOString() } : null;
  return { desired, status, reason, close_code, owner, last_seen_at: last_seen_at?.toISOString() ?? null, status_at: status_at?.toISOString() ?? null, qr };
}

/** A session as the API shows it now: a QR that has expired meanwhile is none. */
export function toSession(info: InfoPart, { qr, ...reported }: ReportedPart): Session {
  const shown = qr && Date.parse(qr.expires_at) > Date.now() ? qr : null;
  return { ...info, ...reported, has_qr: shown !== null && reported.desired === "running", qr_expires_at: shown?.expires_at ?? null, qr_version: shown?.version ?? null };
}
