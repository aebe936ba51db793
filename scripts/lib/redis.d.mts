export interface RedisServer {
  url: string;
  readonly pid: number;
  /** Ends it as a crash would; what it held is gone. */
  stop(): Promise<void>;
  /** Brings it back on the same port, empty. */
  start(): Promise<void>;
  /** Ends it for good and removes its folder. */
  close(): Promise<void>;
}
export function installedRedis(): string | null;
export function ensureRedis(): Promise<string>;
export function startRedis(options?: { args?: string[] }): Promise<RedisServer>;
