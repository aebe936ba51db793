import { randomUUID } from "node:crypto";
import { Client, type QueryResultRow } from "pg";
import { type Ask, Barriers, LEASE_OVER_MS } from "./barrier";
import { type CacheMessage, type Epoch, INVALIDATION_CHANNEL } from "./channel";
import { adoptRun, MOVE_IF_ALONE, MOVE_IF_GONE, moveEpoch, readEpoch } from "./epoch";
import { RedisLevel } from "./redis-level";
import { SLOT_COUNT } from "./tags";
import { settings } from "@/lib/config/env";
import { log } from "@/lib/log/log";

const HEARTBEAT_MS = 1_000;
/** So long after it last asked for it a process trusts that a write waits for it. */
const LEASE_MS = 3_000;
const QUERY_TIMEOUT_MS = 2_000;
const RECONNECT_MS = 1_000;

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
  readonly #barriers = new Barriers((text, values) => this.#ask(text, values), this.#id);
  #redis: RedisLevel | undefined;
  /** How many epochs this process was told of. */
  #epochsTold = 0;
  #client: Client | undefined;
  #asked: Promise<unknown> = Promise.resolve();
  #opening: Promise<void> | undefined;
  #registering: Promise<void> | undefined;
  #wantsLease = false;
  #era = 0;
  #leaseFrom: { monotonic: number; wall: number } | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #closed = false;

  /** Asks for a lease the first time; afterwards nothing is awaited. Without a database it ends too: the cache is then not trusted. */
  async ready(): Promise<void> {
    if (this.#wantsLease) return this.#registering;
    this.#wantsLease = true;
    const { REDIS_URL } = settings();
    if (REDIS_URL) this.#redis = new RedisLevel(REDIS_URL, () => void this.#joinRedis());
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

  /** Redis, where there is one that may be asked now. */
  get redis(): RedisLevel | undefined {
    return this.#trusted() ? this.#redis : undefined;
  }

  /** Waits until every registered process has dealt with whatever was committed before. */
  barrier(): Promise<void> {
    return this.#barriers.pass();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#distrust();
    const client = this.#client;
    const owes = this.#redis && !(await this.#redis.settled());
    if (owes) await moveEpoch(this.#ask).catch(() => undefined);
    this.#redis?.close();
    if (client) await this.#ask("delete from cache_processes where id = $1", [this.#registration]).catch(() => undefined);
    this.#client = undefined;
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
    this.#redis?.turnOff();
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
    client.on("notification", ({ payload }) => this.#receive(JSON.parse(payload ?? "{}") as CacheMessage));
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
    await this.#ask(
      `with before as (delete from cache_processes where id = $1), entered as (insert into cache_processes (id, seen_at) values ($2, clock_timestamp())), ${MOVE_IF_ALONE}
       select count(*) from told`,
      [before ?? null, registration, INVALIDATION_CHANNEL],
    );
    this.#leaseFrom = from;
    this.#beatLater();
    void this.#joinRedis();
  }

  /**
   * Redis may be asked once this process is registered, the epoch is that of the Redis it is connected to, this process tells it what is invalidated from now
   * on, and every other has told it what was before.
   */
  async #joinRedis(): Promise<void> {
    const redis = this.#redis;
    const run = redis?.run;
    const era = this.#era;
    if (!redis || !run || !this.#trusted()) return;
    try {
      await adoptRun(this.#ask, run);
      for (let told = -1; told !== this.#epochsTold; ) {
        told = this.#epochsTold;
        const epoch = await readEpoch(this.#ask);
        if (era !== this.#era || redis.run !== run || epoch?.run !== run) return;
        if (told === this.#epochsTold) redis.enter(epoch.epoch);
      }
      await this.barrier();
      if (era === this.#era && redis.run === run) redis.turnOn();
    } catch (error) {
      // The next registration or connection tries again.
      log().debug({ err: error }, "the cache does not use Redis yet");
    }
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
      const renewed = await this.#ask(
        `with gone as (delete from cache_processes where id <> $1 and seen_at < clock_timestamp() - $2 * interval '1 ms' returning id), ${MOVE_IF_GONE}
         update cache_processes set seen_at = clock_timestamp() where id = $1 returning (select count(*) from told)`,
        [this.#registration, LEASE_OVER_MS, INVALIDATION_CHANNEL],
      );
      if (renewed.length === 0) {
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

  #receive(message: CacheMessage): void {
    if ("slots" in message) {
      if (message.slots === "all") this.#generations.forEach((value, slot) => (this.#generations[slot] = value + 1));
      else for (const slot of message.slots) this.#generations[slot]! += 1;
      this.#redis?.bump(message.slots);
    } else if ("barrier" in message) {
      // Messages come in the order of the commits: whatever the writer had committed before its barrier has been dealt with above.
      void this.#acknowledge(message.barrier, message.writer);
    } else if ("ack" in message) {
      this.#barriers.acknowledged(message.ack, message.from);
    } else {
      this.#followEpoch(message);
    }
  }

  /** Redis is told first; where it cannot be, the epoch moves. Who cannot do that either says nothing, and is waited for until the lease is over. */
  async #acknowledge(barrier: string, writer: string): Promise<void> {
    const registration = this.#registration;
    if (!registration) return;
    try {
      if (this.#redis && !(await this.#redis.settled())) {
        await moveEpoch(this.#ask);
        this.#redis.paid();
      }
      await this.#ask("select pg_notify($1, $2)", [`${INVALIDATION_CHANNEL}_${writer}`, JSON.stringify({ ack: barrier, from: registration })]);
    } catch (error) {
      log().debug({ err: error }, "a barrier of the cache was not acknowledged");
    }
  }

  #followEpoch(epoch: Epoch): void {
    this.#epochsTold += 1;
    this.#redis?.follow(epoch);
  }

  /** One statement after the other: the connection takes no second before the first has answered. */
  readonly #ask: Ask = <Row extends QueryResultRow>(text: string, values: unknown[]) => {
    const answer = this.#asked.then(async () => {
      if (!this.#client) await this.#open();
      if (!this.#client) throw new Error("the cache has no connection to the database");
      return (await this.#client.query<Row>(text, values)).rows;
    });
    this.#asked = answer.catch(() => undefined);
    return answer;
  };
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
