import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CacheProcess, startCacheProcess } from "./testing";
import { type RedisServer, startRedis } from "@/scripts/lib/redis.mjs";
import { ownDatabase } from "@/worker/testing";

const WRITES = 1_000;

let own: Awaited<ReturnType<typeof ownDatabase>>;
let processes: CacheProcess[] = [];
let redis: RedisServer;

async function setUp(redisUrl?: string): Promise<void> {
  own = await ownDatabase();
  await own.db`create table cache_test (value int not null)`;
  await own.db`insert into cache_test values (0)`;
  await own.db`create sequence cache_computed`;
  processes = [startCacheProcess(own.url, redisUrl), startCacheProcess(own.url, redisUrl)];
  await Promise.all(processes.map((entry) => entry.ask("read")));
}

async function tearDown(): Promise<void> {
  await Promise.all(processes.map((entry) => entry.end()));
  await own.drop();
}

/** Writes by one process and reads by the other in turns, while both read without pause. */
async function writeAndRead(): Promise<void> {
  let over = false;
  const readers = processes.map(async (entry) => {
    while (!over) await entry.ask("read");
  });
  for (let value = 1; value <= WRITES; value++) {
    const [writer, other] = value % 2 === 0 ? processes : processes.toReversed();
    await writer!.ask(`write ${value}`);
    expect(await Promise.all([other!.ask("read"), writer!.ask("read")])).toMatchObject([{ value }, { value }]);
  }
  over = true;
  await Promise.all(readers);
}

/** How often it was computed for so many who asked at once, in both processes. */
async function computations(): Promise<number> {
  const [before] = await own.db<{ n: number }[]>`select last_value + is_called::int as n from cache_computed`;
  const values = await Promise.all(processes.map((entry) => entry.ask("many 500")));
  const [after] = await own.db<{ n: number }[]>`select last_value + is_called::int as n from cache_computed`;
  for (const value of values) expect(value).toHaveLength(1);
  return after!.n - before!.n;
}

describe("without a Redis", () => {
  beforeAll(() => setUp());
  afterAll(tearDown);

  test(`each of ${WRITES} writes is in the next read of the other process`, writeAndRead);

  test("500 simultaneous misses in each process are one computation a process", async () => {
    expect(await computations()).toBe(2);
  });

  test("a killed process holds a write up no longer than its lease, and a new one begins with nothing", async () => {
    const [first, second] = processes as [CacheProcess, CacheProcess];
    await second.ask("read");
    await second.kill();
    await first.ask("write 10000");
    expect(await first.ask("read")).toMatchObject({ value: 10_000 });
    processes = [first, startCacheProcess(own.url)];
    expect(await processes[1]!.ask("read")).toMatchObject({ value: 10_000, from: "source" });
  });

  test("a process whose connection was cut does not show what it missed", async () => {
    const [first, second] = processes as [CacheProcess, CacheProcess];
    await second.ask("read");
    await own.db`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tanda cache' and datname = current_database()`;
    await first.ask("write 20000");
    expect(await second.ask("read")).toMatchObject({ value: 20_000 });
  });
});

describe("with a Redis", () => {
  beforeAll(async () => {
    redis = await startRedis();
    await setUp(redis.url);
    await inUse();
  });
  afterAll(async () => {
    await tearDown();
    await redis.close();
  });

  /** Resolves when both processes use Redis. */
  const inUse = () => Promise.all(processes.map((entry) => entry.ask("redis")));
  const fromRedis = async (value: number) => {
    const [first, second] = processes as [CacheProcess, CacheProcess];
    await first.ask(`write ${value}`);
    expect(await first.ask("read")).toMatchObject({ value, from: "source" });
    expect(await second.ask("read")).toMatchObject({ value, from: "redis" });
  };

  test("what one process computed the other finds in Redis", () => fromRedis(50_000));

  test(`each of ${WRITES} writes is in the next read of the other process`, writeAndRead);

  test("500 simultaneous misses in each process are one computation altogether", async () => {
    expect(await computations()).toBe(1);
  });

  test("a Redis that ends fails no request, and is used again when it is back", async () => {
    const [first, second] = processes as [CacheProcess, CacheProcess];
    await fromRedis(51_000);
    await redis.stop();
    await second.ask("write 51001");
    expect(await Promise.all([first.ask("read"), second.ask("read")])).toMatchObject([{ value: 51_001 }, { value: 51_001 }]);
    await redis.start();
    await inUse();
    await fromRedis(51_002);
  });

  test("a Redis that hangs during writes does not show later what they ended", async () => {
    const [first, second] = processes as [CacheProcess, CacheProcess];
    for (let value = 52_000; value < 52_010; value += 2) {
      await fromRedis(value);
      process.kill(redis.pid, "SIGSTOP");
      await second.ask(`write ${value + 1}`);
      process.kill(redis.pid, "SIGCONT");
      expect(await first.ask("read")).toMatchObject({ value: value + 1 });
      await inUse();
      const third = startCacheProcess(own.url, redis.url);
      await third.ask("redis");
      expect(await third.ask("read")).toMatchObject({ value: value + 1 });
      await third.end();
    }
  });

  test("a process killed while it writes leaves nothing old to those that start after", async () => {
    const [first, second] = processes as [CacheProcess, CacheProcess];
    await fromRedis(53_000);
    void first.ask("write 53001").catch(() => undefined);
    await first.kill();
    await second.ask("write 53002");
    processes = [startCacheProcess(own.url, redis.url), second];
    await inUse();
    expect(await processes[0]!.ask("read")).toMatchObject({ value: 53_002 });
  });
});
