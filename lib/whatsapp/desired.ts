import type { Queryable } from "@/lib/db/sql";
import type { Lease } from "./lease";
import { forgetSessions } from "./session-cache";

export interface Wanted {
  sessionId: string;
  epoch: number;
  desired: "running" | "stopped" | "logged_out";
  /** Rises with each order of the console. */
  desiredNo: number;
}

/** What is wanted of the sessions that a gateway owns: all, or the given ones. */
export async function readWanted(db: Queryable, gatewayId: string, ids?: string[]): Promise<Wanted[]> {
  return db<Wanted[]>`
    select id as "sessionId", epoch, desired, desired_no as "desiredNo" from whatsapp_sessions
    where gateway_id = ${gatewayId} ${ids ? db`and id = any(${ids})` : db``}`;
}

/**
 * Ends a session for good, under its lease: it is not taken up again until somebody starts it. `loggedOut` also forgets all it knew. A newer
 * order of the console stands.
 */
export async function endSession(db: Queryable, { sessionId, gatewayId, epoch }: Lease, desiredNo: number, end: "stopped" | "logged_out"): Promise<void> {
  await db`
    with ended as (
      update whatsapp_sessions set
        gateway_id = null,
        desired = case when desired_no = ${desiredNo} then ${end} else desired end,
        qr = null,
        phone = case when ${end === "logged_out"} then null else phone end,
        name = case when ${end === "logged_out"} then null else name end
      where id = ${sessionId} and gateway_id = ${gatewayId} and epoch = ${epoch}
      returning id
    )
    delete from whatsapp_auth where session_id in (select id from ended) and ${end === "logged_out"}`;
  await forgetSessions(db, [sessionId]);
}

/** Notes that sessions were there just now. */
export async function touchSessions(db: Queryable, gatewayId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await db`update whatsapp_sessions set last_seen_at = now() where gateway_id = ${gatewayId} and id = any(${ids})`;
}
