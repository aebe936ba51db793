import { randomUUID } from "node:crypto";
import { Client, type QueryResultRow } from "pg";
import { SLOT_COUNT } from "./tags";
import { settings } from "@/lib/config/env";
import { log } from "@/lib/log/log";

export const INVALIDATION_CHANNEL = "tanda_cache";
const HEARTBEAT_MS = 1_000;
/** So long after it last asked for it a process trusts that a write waits for it. */
const LEASE_MS = 3_000;
/** Then a writer knows that the lease has run out: the registration was written after the lease's own count began. */
const LEASE_OVER_MS = 3_500;
const CHECK_EVERY_MS = 250;
const QUERY_TIMEOUT_MS = 2_000;
const RECONNECT_MS = 1_000;

type Message = { slots: number[] | "all" } | { barrier: string; writer: string };

interface Waiting {
  /** Who has acknowledged; this may begin before it is known who has to. */
  acknowledged: Set<string>;
  /** Called at each acknowledgement. */
  onAcknowledged: () => void;
}

/** At which point of all invalidations something was read. */
export interface Stamp {
  era: number | null;
  slots: readonly number[];
  generations: readonly number[];
}

/**
 * Keeps this process's cache true to what others write. Each process that caches is registered in `cache_processes` and listens; a writer,
 * once committed, sends a barrier and waits until every registered process has acknowledged it. A registration is a lease: who cannot renew it
 * stops to trust its cache before the writer stops to wait for it, so that neither a cut connection nor a dead process shows anything old.
 */
class Coherence {
  readonly #id = randomUUID().replaceAll("-", "");
  #registration: string | undefined;
  readonly #generations = new Uint32Array(SLOT_COUNT);
  readonly #waiting = new Map<string, Waiting>();
  #client: Client | undefined;
  #opening: Promise<void> | undefined;
  #registering: Promise<void> | undefined;
  #wantsLease = false;
  #era = 0;
  #leaseFrom: { monotonic: number; wall: number } | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #barrierNext: Promise<void> | undefined;
  #barrierRunning: Promise<void> = Promise.resolve();
  #closed = false;

  /** Asks for a lease the first time; afterwards nothing is awaited. Without a database it ends too: the cache is then not trusted. */
  async ready(): Promise<void> {
    if (this.#wantsLease) return this.#registering;
    this.#wantsLease = true;
    this.#registering = this.#open().then(() => this.#register()).catch(() => this.#beatLater()).finally(() => (this.#registering = undefined));
    await this.#registering;
  }

  /** The point of now, for what is read from now on under these slots. */
  stamp(slots: readonly number[]): Stamp {
    return { era: this.#trusted() ? this.#era : null, slots, generations: slots.map((slot) => this.#generations[slot]!) };
  }

  /** Is what was read at that point still what the database says? */
  holds({ era, slots, generations }: Stamp): boolean {
    return era === this.#era && this.#trusted() && this.isUntouched({ slots, generations });
  }

  /** Has nothing been invalidated, as far as this process was told, since that point? */
  isUntouched({ slots, generations }: Pick<Stamp, "slots" | "generations">): boolean {
    return slots.every((slot, at) => this.#generations[slot] === generations[at]);
  }

  get trusted(): boolean {
    return this.#trusted();
  }

  /** Waits for every registered process; simultaneous writers share one barrier, which must begin after each of them has committed. */
  barrier(): Promise<void> {
    this.#barrierNext ??= this.#barrierRunning.then(() => {
      this.#barrierNext = undefined;
      return (this.#barrierRunning = this.#runBarrier());
    });
    return this.#barrierNext;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#distrust();
    const client = this.#client;
    this.#client = undefined;
    await client?.query("delete from cache_processes where id = $1", [this.#registration]).catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  /** A machine that slept counts no monotonic time, a clock that was set back no other: both must be within the lease. */
  #trusted(): boolean {
    const from = this.#leaseFrom;
    return from !== undefined && performance.now() - from.monotonic < LEASE_MS && Math.abs(Date.now() - from.wall) < LEASE_MS;
  }

  #distrust(): void {
    this.#leaseFrom = undefined;
    this.#era += 1;
    clearTimeout(this.#heartbeat);
  }

  #open(): Promise<void> {
    this.#opening ??= this.#connect().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #connect(): Promise<void> {
    if (this.#client || this.#closed) return;
    const client = new Client({
      connectionString: settings().DATABASE_URL, application_name: "tanda cache", keepAlive: true,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS, query_timeout: QUERY_TIMEOUT_MS,
      // An acknowledgement that a crash loses has nobody waiting for it any more.
      options: "-c synchronous_commit=off",
    });
    client.on("notification", ({ payload }) => this.#receive(JSON.parse(payload ?? "{}") as Message & { ack?: string; from?: string }));
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    await client.connect();
    await client.query(`listen ${INVALIDATION_CHANNEL}; listen ${INVALIDATION_CHANNEL}_${this.#id}`);
    this.#client = client;
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#distrust();
    void client.end().catch(() => undefined);
    if (this.#closed || !this.#wantsLease) return;
    log().warn("the cache is passed by: its connection to the database was lost; it comes back by itself");
    this.#beatLater();
  }

  async #register(): Promise<void> {
    const from = { monotonic: performance.now(), wall: Date.now() };
    this.#era += 1;
    // Under a name of its own each time: a writer that waits for the one before must not wait for an answer that this one cannot give.
    const [before, registration] = [this.#registration, randomUUID()];
    this.#registration = registration;
    await this.#query(
      "with before as (delete from cache_processes where id = $1) insert into cache_processes (id, seen_at) values ($2, clock_timestamp())",
      [before ?? null, registration],
    );
    this.#leaseFrom = from;
    this.#beatLater();
  }

  #beatLater(): void {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => void this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Renews the lease; a registration that a writer has removed begins anew, with nothing of before trusted. */
  async #beat(): Promise<void> {
    const from = { monotonic: performance.now(), wall: Date.now() };
    try {
      if (!this.#client) {
        await this.#open();
        return await this.#register();
      }
      const { rowCount } = await this.#client.query(
        `with gone as (delete from cache_processes where id <> $1 and seen_at < clock_timestamp() - $2 * interval '1 ms')
         update cache_processes set seen_at = clock_timestamp() where id = $1`,
        [this.#registration, LEASE_OVER_MS],
      );
      if (rowCount === 0) {
        this.#distrust();
        return await this.#register();
      }
      this.#leaseFrom = from;
      this.#beatLater();
    } catch {
      if (this.#client) this.#lost(this.#client);
      else if (!this.#closed) this.#heartbeat = setTimeout(() => void this.#beat(), RECONNECT_MS).unref();
    }
  }

  #receive(message: Message | { ack: string; from: string }): void {
    if ("slots" in message) {
      if (message.slots === "all") this.#generations.forEach((value, slot) => (this.#generations[slot] = value + 1));
      else for (const slot of message.slots) this.#generations[slot]! += 1;
      return;
    }
    if ("barrier" in message) {
      // Messages come in the order of the commits: whatever the writer had committed before its barrier has been dealt with above.
      const answer = JSON.stringify({ ack: message.barrier, from: this.#registration });
      void this.#client?.query("select pg_notify($1, $2)", [`${INVALIDATION_CHANNEL}_${message.writer}`, answer]).catch(() => undefined);
      return;
    }
    if ("ack" in message) this.#acknowledged(message.ack, message.from);
  }

  #acknowledged(barrier: string, from: string): void {
    const waiting = this.#waiting.get(barrier);
    waiting?.acknowledged.add(from);
    waiting?.onAcknowledged();
  }

  /** When the barrier cannot be sent, the wait is for every lease to run out. */
  async #runBarrier(): Promise<void> {
    const deadline = performance.now() + LEASE_OVER_MS;
    for (;;) {
      try {
        return await this.#sendBarrier();
      } catch (error) {
        if (performance.now() > deadline) return log().warn({ err: error }, "a write waited for every cache's lease to run out: its barrier could not be sent");
        await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
      }
    }
  }

  async #sendBarrier(): Promise<void> {
    await this.#open();
    const barrier = randomUUID();
    const waiting: Waiting = { acknowledged: new Set(), onAcknowledged: () => undefined };
    this.#waiting.set(barrier, waiting);
    try {
      const rows = await this.#query<{ ids: string[] | null }>(
        "select (select array_agg(id) from cache_processes) as ids, pg_notify($1, $2)",
        [INVALIDATION_CHANNEL, JSON.stringify({ barrier, writer: this.#id })],
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
    const rows = await this.#query<{ id: string }>(
      `with gone as (delete from cache_processes where id = any($1) and seen_at < clock_timestamp() - $2 * interval '1 ms' returning id)
       select id from cache_processes where id = any($1) and id not in (select id from gone)`,
      [ids, LEASE_OVER_MS],
    );
    return rows.map((row) => row.id);
  }

  async #query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    if (!this.#client) throw new Error("the cache has no connection to the database");
    return (await this.#client.query<Row>(text, values)).rows;
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

// Next.js bundles each route apart: what the process shares hangs on it.
const shared = globalThis as typeof globalThis & { tandaCacheCoherence?: Coherence };

/** The process's own. */
export function coherence(): Coherence {
  return (shared.tandaCacheCoherence ??= new Coherence());
}

/** Ends the registration: nobody waits for this process any more. */
export async function closeCache(): Promise<void> {
  const open = shared.tandaCacheCoherence;
  delete shared.tandaCacheCoherence;
  await open?.close();
}
