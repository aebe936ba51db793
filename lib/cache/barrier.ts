import { randomUUID } from "node:crypto";
import type { QueryResultRow } from "pg";
import { INVALIDATION_CHANNEL } from "./channel";
import { MOVE_IF_GONE } from "./epoch";
import { log } from "@/lib/log/log";

/** Then a writer knows that a lease has run out: the registration was written after the lease's own count began. */
export const LEASE_OVER_MS = 3_500;
const CHECK_EVERY_MS = 250;

export type Ask = <Row extends QueryResultRow>(text: string, values: unknown[]) => Promise<Row[]>;

interface Waiting {
  /** Who has acknowledged; this may begin before it is known who has to. */
  acknowledged: Set<string>;
  /** Called at each acknowledgement. */
  onAcknowledged: () => void;
}

/** The writer's side: waits until every registered process has dealt with whatever was committed before. */
export class Barriers {
  readonly #waiting = new Map<string, Waiting>();
  #next: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();

  /**
   * @param ask runs a statement on the connection that listens
   * @param writer the listening channel's suffix, where acknowledgements come to
   */
  constructor(private readonly ask: Ask, private readonly writer: string) {}

  /** Simultaneous writers share one barrier, which must begin after each of them has committed. */
  pass(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return (this.#running = this.#run());
    });
    return this.#next;
  }

  acknowledged(barrier: string, from: string): void {
    const waiting = this.#waiting.get(barrier);
    waiting?.acknowledged.add(from);
    waiting?.onAcknowledged();
  }

  /** When the barrier cannot be sent, the wait is for every lease to run out. */
  async #run(): Promise<void> {
    const deadline = performance.now() + LEASE_OVER_MS;
    for (;;) {
      try {
        return await this.#send();
      } catch (error) {
        if (performance.now() > deadline) return log().warn({ err: error }, "a write waited for every cache's lease to run out: its barrier could not be sent");
        await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
      }
    }
  }

  async #send(): Promise<void> {
    const barrier = randomUUID();
    const waiting: Waiting = { acknowledged: new Set(), onAcknowledged: () => undefined };
    this.#waiting.set(barrier, waiting);
    try {
      const rows = await this.ask<{ ids: string[] | null }>(
        "select (select array_agg(id) from cache_processes) as ids, pg_notify($1, $2)",
        [INVALIDATION_CHANNEL, JSON.stringify({ barrier, writer: this.writer })],
      );
      let missing = rows[0]?.ids ?? [];
      while ((missing = missing.filter((id) => !waiting.acknowledged.has(id))).length > 0) {
        if (await acknowledgedWithin(waiting, CHECK_EVERY_MS)) continue;
        missing = await this.#stillRegistered(missing);
      }
    } finally {
      this.#waiting.delete(barrier);
    }
  }

  /** Those whose lease may still run; the others are taken off the register, which they notice when they come back. */
  async #stillRegistered(ids: string[]): Promise<string[]> {
    const rows = await this.ask<{ id: string }>(
      `with gone as (delete from cache_processes where id = any($1) and seen_at < clock_timestamp() - $2 * interval '1 ms' returning id), ${MOVE_IF_GONE}
       select id, (select count(*) from told) from cache_processes where id = any($1) and id not in (select id from gone)`,
      [ids, LEASE_OVER_MS, INVALIDATION_CHANNEL],
    );
    return rows.map((row) => row.id);
  }
}

function acknowledgedWithin(waiting: Waiting, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    waiting.onAcknowledged = () => {
      clearTimeout(timer);
      resolve(true);
    };
  });
}
