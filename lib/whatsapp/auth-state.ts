import type { Queryable } from "@/lib/db/sql";
import type { Seal } from "./auth-seal";
import { type Lease, LeaseLost } from "./lease";

/** One thing that a session remembers: null forgets it. */
export interface AuthEntry {
  kind: string;
  keyId: string;
  value: string | null;
}

/** Reads entries of one kind. */
export async function readAuth(db: Queryable, seal: Seal, sessionId: string, kind: string, keyIds: string[]): Promise<Map<string, string>> {
  const rows = await db<{ keyId: string; value: Uint8Array }[]>`
    select key_id as "keyId", value from whatsapp_auth where session_id = ${sessionId} and kind = ${kind} and key_id = any(${keyIds})`;
  return new Map(rows.map(({ keyId, value }) => [keyId, seal.open({ sessionId, kind, keyId }, value)]));
}

/**
 * Writes entries, all or none, in one statement for each of "kept" and "forgotten": 812 pre-keys of a first login are one statement. The lease's row
 * is share-locked meanwhile, so that a take-over waits for the write or the write fails.
 * @throws LeaseLost when the session has another owner by now; nothing is written then.
 */
export async function writeAuth(db: Queryable, seal: Seal, lease: Lease, entries: AuthEntry[]): Promise<void> {
  const { sessionId } = lease;
  const kept = entries.flatMap(({ kind, keyId, value }) =>
    value === null ? [] : [{ kind, key_id: keyId, value: seal.close({ sessionId, kind, keyId }, value).toString("base64") }],
  );
  const forgotten = entries.filter(({ value }) => value === null).map(({ kind, keyId }) => ({ kind, key_id: keyId }));
  const [row] = await db<{ held: number }[]>`
    with lease as materialized (
      select id from whatsapp_sessions where id = ${sessionId} and gateway_id = ${lease.gatewayId} and epoch = ${lease.epoch} for share
    ), kept as (
      insert into whatsapp_auth (session_id, kind, key_id, value)
      select lease.id, e.kind, e.key_id, decode(e.value, 'base64')
      from lease cross join json_to_recordset(${JSON.stringify(kept)}::text::json) as e (kind text, key_id text, value text)
      on conflict (session_id, kind, key_id) do update set value = excluded.value
    ), forgotten as (
      delete from whatsapp_auth a using lease, json_to_recordset(${JSON.stringify(forgotten)}::text::json) as e (kind text, key_id text)
      where a.session_id = lease.id and a.kind = e.kind and a.key_id = e.key_id
    )
    select count(*) as held from lease`;
  if (row!.held === 0) throw new LeaseLost(sessionId);
}
