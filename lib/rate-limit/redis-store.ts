import type { Redis } from "ioredis";

/** Lets @upstash/ratelimit run its scripts on any Redis: plain servers refuse the `#!lua flags=…` line that Upstash adds. */
export class RedisStore {
  constructor(private readonly redis: Redis) {}

  async evalsha(hash: string, keys: string[], args: unknown[]): Promise<unknown> {
    return this.redis.evalsha(hash, keys.length, ...keys, ...args.map(String));
  }

  async eval(script: string, keys: string[], args: unknown[]): Promise<unknown> {
    const plain = script.replace(/^\s*#!lua[^\n]*\n/, "");
    return this.redis.eval(plain, keys.length, ...keys, ...args.map(String));
  }
}
