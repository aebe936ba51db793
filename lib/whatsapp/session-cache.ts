import { type Cached, cached } from "@/lib/cache/cached";
import { INVALIDATION_CHANNEL } from "@/lib/cache/channel";
import { invalidate, invalidationOf } from "@/lib/cache/invalidate";
import { EVERYBODY } from "@/lib/cache/scope";
import type { Database, Queryable } from "@/lib/db/sql";

const QR_MS = 60_000;

/** What is cached of a session, each for as long as its kind says: is it active, what was reported of it, whose it is, its QR. */
export type SessionPart = "connection" | "status" | "info";

const KINDS = { connection: "session_connection", status: "session_status", info: "session_info" } as const;

/** Everything cached of a session ends with each report and order. */
const tagOf = (id: string) => `whatsapp:${id}`;

/** A part of a session from the nearest place that has it: this process, Redis, the database. @throws what `load` throws */
export function cachedPart<T>(id: string, part: SessionPart, load: () => Promise<T>): Promise<Cached<T>> {
  // A user's name is part of the session's information.
  const tags = part === "info" ? [tagOf(id), "users"] : [tagOf(id)];
  return cached({ kind: KINDS[part], key: [id], scope: EVERYBODY, tags, graceMs: 0 }, load);
}

/** A session's QR, under its version and until it expires. */
export async function cachedQr(id: string, version: string, expiresAt: Date, load: () => Promise<string | null>): Promise<string | null> {
  const ttlMs = Math.min(QR_MS, expiresAt.getTime() - Date.now());
  return (await cached({ kind: "session_qr", key: [id, version], scope: EVERYBODY, tags: [tagOf(id)], ttlMs, graceMs: 0 }, load)).value;
}

/** Ends what is cached of sessions, at the moment this transaction or statement commits. */
export async function forgetSessions(db: Queryable, ids: string[]): Promise<void> {
  if (ids.length > 0) await invalidate(db, ids.map(tagOf));
}

/** The same within a statement that selects it. */
export function forgettingSessions(db: Database, ids: string[]) {
  return db`pg_notify(${INVALIDATION_CHANNEL}, ${invalidationOf(ids.map(tagOf))})`;
}
