import { forgetSessions } from "./session-cache";
import type { Queryable } from "@/lib/db/sql";
import { CHANNEL } from "@/lib/events/bus";

/** Namespace of the advisory locks that mean "this gateway lives". */
export const GATEWAY_LOCK_CLASS = 7_261_003;

/** No gateway's count of its events comes near. */
const LAST_SEQ = Number.MAX_SAFE_INTEGER;

/** The right to hold a session: worth nothing once its epoch is not the row's any more. */
export interface Lease {
  sessionId: string;
  gatewayId: string;
  epoch: number;
}

/** Somebody else holds the session now. */
export class LeaseLost extends Error {
  constructor(sessionId: string) {
    super(`session ${sessionId} belongs to another gateway now`);
  }
}

export interface GatewayRow {
  id: string;
  pid: number;
  host: string;
  url: string;
  lockKey: number;
}

/** Makes a gateway known; its lock must be held before. */
export async function registerGateway(db: Queryable, gateway: GatewayRow): Promise<void> {
  await db`
    insert into whatsapp_gateways (id, pid, host, url, lock_key)
    values (${gateway.id}, ${gateway.pid}, ${gateway.host}, ${gateway.url}, ${gateway.lockKey})`;
}

/** Says that it is there. False when others hold it for dead: it owns nothing any more. */
export async function beat(db: Queryable, gatewayId: string): Promise<boolean> {
  return (await db`update whatsapp_gateways set heartbeat_at = now() where id = ${gatewayId} returning 1`).length === 1;
}

/**
 * Frees the sessions of gateways whose lock nobody holds and that have been silent for two seconds (one that only lost its connection closes its
 * sockets in that time). They are disconnected: their rows say so above anything that such a gateway has said, and below its successor's first
 * word. Answers how many sessions each had. `forget` also takes the gateways off the list; whoever is none himself leaves them there to be seen.
 */
export async function reapGateways(db: Queryable, { forget }: { forget: boolean }): Promise<{ id: string; sessions: number }[]> {
  const gone = await db<{ id: string; ids: string[] }[]>`
    with gone as materialized (
      select id from whatsapp_gateways
      where heartbeat_at < now() - interval '2 seconds' and pg_try_advisory_xact_lock(${GATEWAY_LOCK_CLASS}, lock_key::int)
    ), forgotten as (
      delete from whatsapp_gateways where ${forget} and id in (select id from gone)
    ), freed as (
      update whatsapp_sessions s set
        gateway_id = null, updated_at = now(),
        (status, status_epoch, status_seq, status_at, reason, close_code, qr) = (
          select * from (values ('inactive', s.epoch, ${LAST_SEQ}::bigint, now(), 'gateway_gone', null::int, null::text)) gone where s.status_epoch <= s.epoch
          union all select s.status, s.status_epoch, s.status_seq, s.status_at, s.reason, s.close_code, s.qr where s.status_epoch > s.epoch)
      from gone where s.gateway_id = gone.id returning s.id, gone.id as gone_id
    ), told as (
      select pg_notify(${CHANNEL}, json_build_object('kind', 'whatsapp', 'ids', json_agg(id))::text)
      from (select id, row_number() over () / 100 as part from freed) numbered group by part
    )
    select gone.id, array(select freed.id from freed where freed.gone_id = gone.id) as ids, (select count(told) from told) as told from gone`;
  await forgetSessions(db, gone.flatMap(({ ids }) => ids));
  return gone.map(({ id, ids }) => ({ id, sessions: ids.length }));
}

/** Takes itself off the list, so that others no longer count on it. */
export async function retireGateway(db: Queryable, gatewayId: string): Promise<void> {
  await db`delete from whatsapp_gateways where id = ${gatewayId}`;
}

/**
 * Takes up to `most` sessions that want a gateway and have none, up to this gateway's fair share of all: those wanted running, and those to be
 * logged out that still have something to log out with.
 */
export async function claimSessions(db: Queryable, gatewayId: string, most: number): Promise<Lease[]> {
  const rows = await db<{ sessionId: string; epoch: number }[]>`
    with share as (
      select ceil(count(*)::numeric / greatest((select count(*) from whatsapp_gateways), 1)) - count(*) filter (where gateway_id = ${gatewayId}) as room
      from whatsapp_sessions where gateway_id is not null or desired = 'running'
    ), free as (
      select id from whatsapp_sessions s
      where gateway_id is null
        and (desired = 'running' or desired = 'logged_out' and exists (select 1 from whatsapp_auth a where a.session_id = s.id))
      order by id limit least(greatest((select room from share), 1), ${most}::int)::int
      for update skip locked
    )
    update whatsapp_sessions s set gateway_id = ${gatewayId}, epoch = epoch + 1 from free where s.id = free.id
    returning s.id as "sessionId", s.epoch`;
  await forgetSessions(db, rows.map(({ sessionId }) => sessionId));
  return rows.map((row) => ({ ...row, gatewayId }));
}

/** Gives a session back. */
export async function releaseLease(db: Queryable, { sessionId, gatewayId, epoch }: Lease): Promise<void> {
  await db`update whatsapp_sessions set gateway_id = null where id = ${sessionId} and gateway_id = ${gatewayId} and epoch = ${epoch}`;
  await forgetSessions(db, [sessionId]);
}

/** Gives all of a gateway's sessions back. */
export async function releaseAll(db: Queryable, gatewayId: string): Promise<void> {
  const rows = await db<{ id: string }[]>`update whatsapp_sessions set gateway_id = null where gateway_id = ${gatewayId} returning id`;
  await forgetSessions(db, rows.map(({ id }) => id));
}
