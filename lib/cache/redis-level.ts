import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import type { Epoch } from "./channel";
import { GENERATIONS_LIVE_MS, KEEP, LOOK, RELEASE } from "./redis-scripts";
import { log } from "@/lib/log/log";
import { record } from "@/lib/measure/recorder";

const COMMAND_TIMEOUT_MS = 500;
const CONNECT_TIMEOUT_MS = 1_000;
const REOPEN_MS = 100;
const REOPEN_AT_MOST_MS = 1_000;
/** As long as a route's statement may take: then whoever computes is given up. */
const COMPUTING_MS = 5_000;
/** Larger answers stay in the memory of the process that made them. */
const LARGEST_BYTES = 1024 * 1024;
/** All names hash to one slot of a Redis Cluster, since a script reads several at once. */
const PREFIX = "{tanda:cache}";

export interface Look {
  /** At which point of all invalidations Redis was asked; what is read from now on is kept under it. */
  stamp: string;
  json: string | null;
  ageMs: number;
  /** Is there a fresh value, am I to compute it, or does another process? */
  next: "use" | "compute" | "wait";
}

/**
 * The level between a process's memory and the source. A value is kept with the generations of its tags; whoever reads it compares them with the present
 * ones in the same round trip. Every process tells Redis itself what is invalidated, before it acknowledges it: so whatever it asks later, on the same
 * connection, is answered truly. Who could not tell it owes the others another epoch.
 */
export class RedisLevel {
  #redis!: Redis;
  #reopening: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;
  readonly #token = randomUUID();
  #run: string | undefined;
  #epoch: string | undefined;
  #on = false;
  #owes = false;
  #skipped = false;
  #bumps = new Set<Promise<unknown>>();

  /** @param onConnected called whenever Redis can be asked (again) */
  constructor(
    private readonly url: string,
    private readonly onConnected: () => void,
  ) {
    this.#open();
  }

  /** The run of Redis that this process is connected to. */
  get run(): string | undefined {
    return this.#run;
  }

  /** May it be asked for values? */
  get on(): boolean {
    return this.#on;
  }

  /** Is a Redis configured that does not answer? */
  get away(): boolean {
    return this.#failures > 0;
  }

  /** From now on this process tells Redis what is invalidated; values are asked for only once it is turned on. */
  enter(epoch: string): void {
    this.#epoch = epoch;
  }

  turnOn(): void {
    this.#on = this.#epoch !== undefined;
  }

  /** From now on invalidations are not told to Redis by this process. */
  turnOff(): void {
    if (this.#epoch === undefined) return;
    this.#on = false;
    this.#epoch = undefined;
    this.#owes = true;
  }

  /** Another epoch has begun; one of another Redis than this process's turns the level off. */
  follow({ epoch, run }: Epoch): void {
    if (this.#epoch === undefined) return;
    if (run === this.#run) this.#epoch = epoch;
    else this.turnOff();
  }

  /** Ends what is kept under these slots. Whatever this process asks Redis later is answered later, on the same connection. */
  bump(slots: readonly number[] | "all"): void {
    if (slots === "all") this.turnOff();
    if (this.#epoch === undefined || slots === "all") {
      this.#skipped = true;
      return;
    }
    const redis = this.#redis;
    const commands = redis.pipeline();
    for (const slot of slots) commands.hincrby(this.#generationsKey(), String(slot), 1);
    commands.pexpire(this.#generationsKey(), GENERATIONS_LIVE_MS);
    const failed = () => {
      this.#skipped = true;
      this.#lost(redis);
    };
    const bump = commands.exec().then((answers) => {
      if (!answers || answers.some(([error]) => error)) failed();
    }, failed);
    this.#bumps.add(bump);
    void bump.finally(() => this.#bumps.delete(bump));
  }

  /** Resolves when every bump has arrived or failed: false when Redis may hold what was invalidated and the epoch has to move. */
  async settled(): Promise<boolean> {
    await Promise.all(this.#bumps);
    return !(this.#owes && this.#skipped);
  }

  /** The epoch has moved: what was skipped is of no account any more. */
  paid(): void {
    this.#owes = this.#skipped = false;
  }

  /** Asks for a value; undefined when the level is passed by. */
  async look(name: string, slots: readonly number[], ttlMs: number): Promise<Look | undefined> {
    if (!this.on) {
      if (this.away) record("cache", "redis", "error", 0);
      return undefined;
    }
    const args = [randomUUID(), this.#token, COMPUTING_MS, ttlMs, ...slots];
    const answer = await this.#ask((redis) => redis.eval(LOOK, 3, this.#valueKey(name), this.#generationsKey(), this.#lockKey(name), ...args));
    if (!answer) return undefined;
    const [stamp, json, ageMs, next] = answer as [string, string | null, number, Look["next"]];
    return { stamp, json, ageMs, next };
  }

  /** Keeps a computed value, and lets those have it who wait for it. */
  async keep(name: string, stamp: string, json: string, lifeMs: number): Promise<void> {
    if (!this.on) return;
    if (json.length > LARGEST_BYTES) return this.release(name, stamp);
    await this.#ask((redis) => redis.eval(KEEP, 2, this.#valueKey(name), this.#lockKey(name), stamp, this.#token, json, Math.max(1, Math.ceil(lifeMs))));
  }

  /** The computation failed: another may try. */
  async release(name: string, stamp: string): Promise<void> {
    if (this.on) await this.#ask((redis) => redis.eval(RELEASE, 1, this.#lockKey(name), stamp, this.#token));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#reopening);
    this.turnOff();
    discard(this.#redis);
  }

  async #ask(question: (redis: Redis) => Promise<unknown>): Promise<unknown> {
    const redis = this.#redis;
    try {
      return await question(redis);
    } catch (error) {
      record("cache", "redis", "error", 0);
      // Redis answered, with a refusal: full or read-only. The next question stands for itself.
      if ((error as Error).name !== "ReplyError") this.#lost(redis);
      return undefined;
    }
  }

  /** One connection, which is not mended: an answer that did not come in time could belong to the next question. */
  #open(): void {
    const redis = new Redis(this.url, {
      connectTimeout: CONNECT_TIMEOUT_MS, commandTimeout: COMMAND_TIMEOUT_MS, maxRetriesPerRequest: 0, enableOfflineQueue: false, enableReadyCheck: false,
      autoResendUnfulfilledCommands: false, retryStrategy: () => null,
    });
    this.#redis = redis;
    redis.on("error", () => this.#lost(redis));
    redis.on("close", () => this.#lost(redis));
    redis.on("ready", () => void this.#connected(redis));
  }

  async #connected(redis: Redis): Promise<void> {
    const text = await redis.info("server").catch(() => undefined);
    if (redis !== this.#redis || this.#closed) return;
    if (text === undefined) return this.#lost(redis);
    // Without a run's id no run is known again: each connection is one of its own.
    this.#run = /^run_id:(\w+)/m.exec(text)?.[1] ?? randomUUID();
    if (this.#failures > 0) log().info("Redis is back: the cache uses it again");
    this.#failures = 0;
    this.onConnected();
  }

  #lost(redis: Redis): void {
    if (redis !== this.#redis || this.#reopening || this.#closed) return;
    this.#run = undefined;
    this.turnOff();
    discard(redis);
    this.#failures += 1;
    if (this.#failures === 1) log().warn("Redis does not answer: the cache goes on without it; check REDIS_URL");
    const reopen = () => {
      this.#reopening = undefined;
      this.#open();
    };
    this.#reopening = setTimeout(reopen, Math.min(this.#failures * REOPEN_MS, REOPEN_AT_MOST_MS)).unref();
  }

  #valueKey(name: string): string {
    return `${PREFIX}:${this.#epoch}:value:${name}`;
  }

  #lockKey(name: string): string {
    return `${PREFIX}:${this.#epoch}:computing:${name}`;
  }

  #generationsKey(): string {
    return `${PREFIX}:${this.#epoch}:generations`;
  }
}

function discard(redis: Redis): void {
  redis.removeAllListeners();
  redis.on("error", () => undefined);
  redis.disconnect();
}
