import { afterAll, describe, expect, it } from "vitest";
import { health } from "./health";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

describe("health", () => {
  it("leaves out a gateway and a Redis that there are not", () =>
    rolledBack(async (ctx) => {
      await ctx.db`delete from whatsapp_gateways`;
      expect(Object.keys((await health(ctx)).parts)).toEqual(["database", "queue", "worker"]);
    }));

  it("says that the gateways are down when none of them beats any more, and how many live otherwise", () =>
    rolledBack(async (ctx) => {
      await ctx.db`delete from whatsapp_gateways`;
      await ctx.db`insert into whatsapp_gateways (id, pid, host, url, lock_key, heartbeat_at) values ('gone', 1, 'h', 'http://127.0.0.1:1', 1, now() - interval '1 minute')`;
      const silent = await health(ctx);
      expect(silent).toMatchObject({ status: "down", parts: { gateway: { status: "down", detail: expect.stringContaining("npm run gateway") } } });
      await ctx.db`insert into whatsapp_gateways (id, pid, host, url, lock_key, heartbeat_at) values ('here', 2, 'h', 'http://127.0.0.1:2', 2, now())`;
      expect((await health(ctx)).parts.gateway).toMatchObject({ status: "ok", detail: "1 alive" });
    }));
});
