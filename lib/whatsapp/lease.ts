import type { Queryable } from "@/lib/db/sql";

/** Namespace of the advisory locks that mean "this gateway lives". */
export const GATEWAY_LOCK_CLASS = 7_261_003;

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
 * Forgets gateways whose lock nobody holds and that have been silent for two seconds (one that only lost its connection closes its sockets in
 * that time), and frees their sessions. Answers how many sessions each had.
 */
export async function reapGateways(db: Queryable): Promise<{ id: string; sessions: number }[]> {
  return db<{ id: string; sessions: number }[]>`
    with free as materialized (
      select id from whatsapp_gateways
      where heartbeat_at < now() - interval '2 seconds' and pg_try_advisory_xact_lock(${GATEWAY_LOCK_CLASS}, lock_key::int)
    ), gone as (
      delete from whatsapp_gateways where id in (select id from free) returning id
    ), freed as (
      update whatsapp_sessions s set gateway_id = null from gone where s.gateway_id = gone.id returning s.gateway_id, gone.id as gone_id
    )
    select gone.id, (select count(*) from freed where freed.gone_id = gone.id) as sessions from gone`;
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
  return rows.map((row) => ({ ...row, gatewayId }));
}

/** Gives sessions back. `forget` also empties what only a paired one has. */
export async function releaseLease(db: Queryable, { sessionId, gatewayId, epoch }: Lease): Promise<void> {
  await db`update whatsapp_sessions set gateway_id = null where id = ${sessionId} and gateway_id = ${gatewayId} and epoch = ${epoch}`;
}

/** Gives all of a gateway's sessions back. */
export async function releaseAll(db: Queryable, gatewayId: string): Promise<void> {
  await db`update whatsapp_sessions set gateway_id = null where gateway_id = ${gatewayId}`;
}
