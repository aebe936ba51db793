import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { startRedis } from "./redis.mjs";

test("A Redis of its own answers, and comes back empty on the same port after a stop", async () => {
  const server = await startRedis();
  try {
    const read = async (write?: string) => {
      const redis = new Redis(server.url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
      redis.on("error", () => undefined);
      try {
        await redis.connect();
        if (write) await redis.set("key", write);
        return await redis.get("key");
      } finally {
        redis.disconnect();
      }
    };
    expect(await read("value")).toBe("value");
    await server.stop();
    await expect(read()).rejects.toThrow("Connection is closed");
    await server.start();
    expect(await read()).toBeNull();
  } finally {
    await server.close();
  }
});
