import { afterAll, beforeAll, expect, it } from "vitest";
import { claimSessions, registerGateway } from "./lease";
import { takeStatusBatch } from "./report";
import { watchGateways } from "./watch-gateways";
import { GATEWAY } from "@/lib/auth/gateway-token";
import { SYSTEM } from "@/lib/auth/actor";
import type { Context } from "@/lib/context/context";
import { holdLock } from "@/lib/db/held-lock";
import { testContext } from "@/lib/db/testing";
import { GATEWAY_LOCK_CLASS } from "./lease";
import { ownDatabase } from "@/worker/testing";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let ctx: Context;

beforeAll(async () => {
  own = await ownDatabase();
  ctx = { ...testContext(own.db, GATEWAY) };
});
afterAll(() => own.drop());

const rows = () => own.db`select id, status, reason, gateway_id as owner, qr from whatsapp_sessions order by id`;
const item = (sessionId: string, epoch: number, seq: number, status: string) => ({ sessionId, epoch, seq, status, timestamp: Date.now() });

it("the sessions of a gateway that is gone are disconnected, above all that it said and below what its successor says", async () => {
  const lock = (lockKey: number) => holdLock({ url: own.url, lockClass: GATEWAY_LOCK_CLASS, lockKey, name: "tanda test" }, () => undefined);
  const [dead, alive] = [await lock(11), await lock(12)];
  for (const [id, lockKey] of [["dead", 11], ["alive", 12]] as const) await registerGateway(own.db, { id, pid: 1, host: "h", url: "http://127.0.0.1:1", lockKey });
  await own.db`insert into whatsapp_sessions (id, desired, qr, qr_expires_at) select 's' || n, 'running', '2@x', now() + interval '1 min' from generate_series(1, 4) n`;
  const claimed = [...(await claimSessions(own.db, "dead", 2)), ...(await claimSessions(own.db, "alive", 2))];
  expect(claimed).toHaveLength(4);
  await takeStatusBatch(ctx, claimed.map(({ sessionId, epoch }) => item(sessionId, epoch, 7, "active")));
  // Reported by somebody who is ahead of every gateway: his word stands.
  const [foreign, other] = claimed.filter(({ gatewayId }) => gatewayId === "dead");
  await takeStatusBatch(ctx, [item(foreign!.sessionId, 1_000, 1, "failed")]);

  await watchGateways({ ...ctx, actor: SYSTEM });
  expect((await rows()).filter(({ status }) => status === "active")).toHaveLength(3);
  await dead.release();
  await watchGateways({ ...ctx, actor: SYSTEM });
  expect(await rows(), "silent for less than two seconds").toMatchObject(Array(4).fill({ owner: expect.any(String) }));
  await own.db`update whatsapp_gateways set heartbeat_at = now() - interval '3 s'`;
  await watchGateways({ ...ctx, actor: SYSTEM });
  const read = async (id: string) => (await rows()).find((row) => row.id === id);
  expect(await read(other!.sessionId)).toMatchObject({ status: "inactive", reason: "gateway_gone", owner: null, qr: null });
  expect(await read(foreign!.sessionId)).toMatchObject({ status: "failed", owner: null });
  expect((await rows()).filter(({ owner }) => owner === "alive")).toMatchObject([{ status: "active" }, { status: "active" }]);
  expect(await own.db`select id from whatsapp_gateways order by id`).toEqual([{ id: "alive" }, { id: "dead" }]);

  expect(await takeStatusBatch(ctx, [item(other!.sessionId, other!.epoch, 8, "active")])).toMatchObject({ accepted: 0, ignored: 1 });
  await claimSessions(own.db, "alive", 10);
  expect(await takeStatusBatch(ctx, [item(other!.sessionId, other!.epoch + 1, 1, "pending")])).toMatchObject({ accepted: 1 });
  await alive.release();
});
