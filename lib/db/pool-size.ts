import type { Queryable } from "./sql";

/** Connections that a process holds beside its pool, by what they are for. */
const BESIDE = {
  /** Sessions 4, live events 1, cache 1. */
  web: 6,
  /** Its liveness 1, cache 1, the queue's listener 1; the queue's own pool comes on top, as large as the concurrency + 2. */
  worker: 3,
  /** Its lease 1, orders 1. */
  gateway: 2,
} as const;

/** Left for people with a console, backups and a deploy that starts new processes before old ones end. */
const LEFT_FREE = 0.1;
/** Below this a process cannot work: rather too many connections than none. */
const LEAST = 2;

export interface Budget {
  /** What the server lets ordinary users have. */
  usable: number;
  /** Processes that live, this one included. */
  processes: number;
}

/** What the server has and who shares it. A process that has just started counts itself even before it is kept. */
export async function connectionBudget(db: Queryable): Promise<Budget> {
  const [row] = await db<Budget[]>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as usable,
      greatest(1, (select count(*) from processes where stopped_at is null and seen_at > now() - interval '35 seconds'))::int as processes`;
  return row!;
}

/** How many connections the pool of a process may have at once: what is wanted, or its equal share of the server's if that is less. */
export function poolSize(kind: keyof typeof BESIDE, wanted: number, { usable, processes }: Budget, queuePool = 0): number {
  const share = Math.floor((usable * (1 - LEFT_FREE)) / processes) - BESIDE[kind] - queuePool;
  return Math.max(LEAST, Math.min(wanted, share));
}
