import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayRoom, openGatewayRoom, WITHIN_MS } from "./testing";
import type { Gateway } from "./gateway";
import { until } from "@/worker/testing";

let room: GatewayRoom;
let gateway: Gateway;
beforeAll(async () => {
  room = await openGatewayRoom();
  gateway = await room.start();
});
afterAll(() => room.close());

async function row(sessionId: string) {
  const [found] = await room.db<{ desired: string; gatewayId: string | null; epoch: number; auth: number; phone: string | null }[]>`
    select desired, gateway_id as "gatewayId", epoch, phone, (select count(*) from whatsapp_auth where session_id = s.id) as auth from whatsapp_sessions s where id = ${sessionId}`;
  return found!;
}

const device = (phone: string) => room.simulator.record().devices.find(({ jid }) => jid.startsWith(phone));

describe("a session against the simulator", () => {
  it("is paired by a scan, restarts as WhatsApp asks, opens, and writes its pre-keys sealed", { timeout: 60_000 }, async () => {
    await room.pair("pairs", "584121110001");
    const statuses = room.reports.statuses.filter(({ sessionId }) => sessionId === "pairs");
    expect(statuses.map(({ status, reason }) => [status, reason])).toEqual([
      ["pending", "connecting"], ["pending", "qr"], ["pending", "paired"], ["pending", "restart"], ["active", undefined],
    ]);
    expect(statuses.at(-1)).toMatchObject({ phone: "+584121110001", name: "Ana" });
    const [{ preKeys }] = await room.db<[{ preKeys: number }]>`select count(*) as "preKeys" from whatsapp_auth where session_id = 'pairs' and kind = 'pre-key'`;
    expect(preKeys).toBe(812);
    const values = await room.db<{ value: Uint8Array }[]>`select value from whatsapp_auth where session_id = 'pairs'`;
    for (const { value } of values) expect(Buffer.from(value).toString("latin1")).not.toMatch(/Buffer|584121110001/);
  });

  it("is open again after a restart of the gateway, under a new epoch and without a QR", { timeout: 60_000 }, async () => {
    const { epoch } = await room.pair("restarts", "584121110002");
    const before = room.reports.qrs.length;
    await gateway.stop();
    expect(room.last("restarts")).toMatchObject({ status: "inactive", reason: "gateway_stopped" });
    expect(await row("restarts")).toMatchObject({ gatewayId: null, desired: "running" });
    gateway = await room.start();
    await room.status("restarts", (event) => event.status === "active" && event.epoch > epoch);
    expect(room.reports.qrs).toHaveLength(before);
    expect(room.simulator.record().overlaps).toBe(0);
  });

  it("logged out by the console, is gone at WhatsApp, in the database and here", { timeout: 60_000 }, async () => {
    await room.pair("leaves", "584121110003");
    await room.order("leaves", "logged_out");
    await room.status("leaves", ({ reason }) => reason === "logged_out");
    await until(() => row("leaves"), ({ gatewayId, auth }) => gatewayId === null && auth === 0, WITHIN_MS);
    expect(room.simulator.record().removed).toContain(device("584121110003")!.jid);
    await until(async () => gateway.current()!.sessions.list(), (list) => !list.some(({ sessionId }) => sessionId === "leaves"), WITHIN_MS);
  });

  it("logged out while it waits to reconnect, connects once more to tell WhatsApp", { timeout: 60_000 }, async () => {
    await room.pair("waits", "584121110004");
    await room.simulator.run({ action: "close", phone: "584121110004", code: 440 });
    await room.status("waits", (event) => event.reason === "replaced");
    await room.order("waits", "logged_out");
    await until(() => row("waits"), ({ gatewayId, auth }) => gatewayId === null && auth === 0, WITHIN_MS);
    expect(room.simulator.record().removed).toContain(device("584121110004")!.jid);
  });

  it("unlinked on the phone, is over and forgotten until somebody starts it", { timeout: 60_000 }, async () => {
    await room.pair("unlinked", "584121110005");
    await room.simulator.run({ action: "unlink", phone: "584121110005" });
    expect(await room.status("unlinked", (event) => event.closeCode === 401)).toMatchObject({ reason: "logged_out", closeCode: 401 });
    await until(() => row("unlinked"), ({ gatewayId, auth, desired }) => gatewayId === null && auth === 0 && desired === "logged_out", WITHIN_MS);
  });

  it.each([403, 419])("banned with %i, has failed and is forgotten", { timeout: 60_000 }, async (code) => {
    const phone = `58412111${code}0`;
    await room.pair(`banned ${code}`, phone);
    await room.simulator.run({ action: "close", phone, code, how: "failure" });
    expect(await room.status(`banned ${code}`, (event) => event.status === "failed")).toMatchObject({ reason: "forbidden", closeCode: code });
    await until(() => row(`banned ${code}`), ({ gatewayId, auth, desired }) => gatewayId === null && auth === 0 && desired === "logged_out", WITHIN_MS);
  });

  it.each([["restart", 515, "stream"], ["unavailable", 503, "stream"], ["bad_session", 500, "stream"], ["client_outdated", 405, "failure"]] as const)("closed with %s, comes back by itself, once", { timeout: 60_000 }, async (reason, code, how) => {
    const phone = `58412111${code}0`;
    const paired = await room.pair(`closed ${code}`, phone);
    await room.simulator.run({ action: "close", phone, code, how });
    const closed = await room.status(`closed ${code}`, (event) => event.closeCode === code && event.reason === reason, paired);
    await room.status(`closed ${code}`, (event) => event.status === "active", closed);
    expect(device(phone)).toMatchObject({ opens: 2, open: true });
  });

  it("cut off without a word, comes back by itself", { timeout: 60_000 }, async () => {
    await room.pair("cut", "584121110007");
    await room.simulator.run({ action: "drop", phone: "584121110007" });
    const closed = await room.status("cut", (event) => event.closeCode === 428);
    await room.status("cut", (event) => event.status === "active", closed);
  });

  it("stopped, is closed and given back, and keeps what it needs to open again without a QR", { timeout: 60_000 }, async () => {
    await room.pair("pauses", "584121110008");
    await room.order("pauses", "stopped");
    const stopped = await room.status("pauses", (event) => event.reason === "stopped");
    expect((await until(() => row("pauses"), ({ gatewayId }) => gatewayId === null, WITHIN_MS)).auth).toBeGreaterThan(800);
    const before = room.reports.qrs.length;
    await room.order("pauses", "running");
    await room.status("pauses", (event) => event.status === "active", stopped);
    expect(room.reports.qrs).toHaveLength(before);
  });

  it("ordered anew, starts anew under a new epoch", { timeout: 60_000 }, async () => {
    const { epoch } = await room.pair("again", "584121110009");
    await room.order("again", "running");
    await room.status("again", (event) => event.status === "active" && event.epoch === epoch + 1);
    expect(room.simulator.record().overlaps).toBe(0);
  });
});

it("two gateways: when one loses its lock it closes everything and the other goes on, never both", { timeout: 90_000 }, async () => {
  const sessions = ["both 1", "both 2", "both 3"];
  for (const [n, sessionId] of sessions.entries()) await room.pair(sessionId, `58412222000${n}`);
  const second = await room.start();
  const heldBefore = gateway.current()!;
  const epochs = new Map(sessions.map((sessionId) => [sessionId, room.last(sessionId)!.epoch]));
  await room.db`
    select pg_terminate_backend(l.pid) from pg_locks l join whatsapp_gateways g on l.objid = g.lock_key
    where l.locktype = 'advisory' and l.classid = 7261003 and g.id = ${heldBefore.id}`;
  for (const sessionId of sessions) await room.status(sessionId, (event) => event.status === "active" && event.epoch > epochs.get(sessionId)!);
  await until(async () => gateway.current(), (life) => life !== undefined && life.id !== heldBefore.id, WITHIN_MS);
  const holders = [second.current()!, gateway.current()!].flatMap(({ sessions: held }) => held.list().filter(({ state }) => state === "open").map(({ sessionId }) => sessionId));
  for (const sessionId of sessions) expect(holders.filter((held) => held === sessionId)).toHaveLength(1);
  expect(room.simulator.record().overlaps).toBe(0);
});

it("a QR that nobody scans ends the session once the last has passed", { timeout: 60_000 }, async () => {
  const impatient = await openGatewayRoom({ qrMs: 300, refsPerClient: 3 });
  try {
    await impatient.start();
    await impatient.order("unseen", "running");
    expect(await impatient.status("unseen", ({ reason }) => reason === "qr_ended")).toMatchObject({ status: "inactive", closeCode: 408 });
    const qrs = impatient.reports.qrs.map(({ qr }) => qr);
    expect([qrs.length, new Set(qrs).size]).toEqual([3, 3]);
    const ask = () => impatient.db`select desired, gateway_id from whatsapp_sessions`;
    await until(ask, ([found]) => found?.gateway_id === null && found?.desired === "stopped", WITHIN_MS);
  } finally {
    await impatient.close();
  }
});

// A room of its own: a mute server does not see that it was cut off, and counts the new connection as a second one.
it("a session that hears nothing any more counts as lost, is cut off and opened anew", { timeout: 60_000 }, async () => {
  const quiet = await openGatewayRoom({ keepAliveMs: 500 });
  try {
    await quiet.start();
    await quiet.pair("mute", "584121110010");
    await quiet.simulator.run({ action: "mute", phone: "584121110010" });
    const lost = await quiet.status("mute", ({ reason }) => reason === "connection_lost");
    expect(lost).toMatchObject({ status: "inactive", closeCode: 408 });
    await quiet.status("mute", ({ status }) => status === "active", lost);
  } finally {
    await quiet.close();
  }
});
