import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { GATEWAY_TOKEN, type GatewayProcess, startGatewayProcess } from "./process-testing";
import { startWhatsappSimulator, type WhatsappSimulator } from "@/e2e/simulators/whatsapp/server";
import { GATEWAY } from "@/lib/auth/gateway-token";
import { testContext } from "@/lib/db/testing";
import { takeQrBatch, takeStatusBatch } from "@/lib/whatsapp/report";
import { freePort } from "@/scripts/lib/ports.mjs";
import { ownDatabase, until } from "@/worker/testing";

const WITHIN_MS = 45_000;
const KILLS = 3;
const PHONE = "584140000001";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let simulator: WhatsappSimulator;
let web: Server;
let running: GatewayProcess[] = [];

beforeAll(async () => {
  own = await ownDatabase();
  simulator = await startWhatsappSimulator();
  // The receiving routes' own verbs, without a build of the whole web.
  web = createServer((request, response) => {
    void request.toArray().then(async (chunks) => {
      const { items } = JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as { items: unknown[] };
      const take = request.url === "/api/qr/batch" ? takeQrBatch : takeStatusBatch;
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(await take(testContext(own.db, GATEWAY), items)));
    });
  });
  web.listen(0, "127.0.0.1");
  await once(web, "listening");
});
afterEach(async () => {
  await Promise.all(running.map((gateway) => gateway.kill()));
  running = [];
});
afterAll(async () => {
  web.closeAllConnections();
  web.close();
  await simulator.close();
  await own.drop();
});

async function startGateway(): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({
    DATABASE_URL: own.url, WHATSAPP_WS_URL: simulator.url, GATEWAY_PORT: String(await freePort()), GATEWAY_BATCH_INTERVAL_MS: "200",
    GATEWAY_WEB_URL: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
  });
  running.push(gateway);
  return gateway;
}

async function row(sessionId: unknown) {
  const [found] = await own.db<{ status: string; reason: string | null; qr: string | null; epoch: number; statusEpoch: number; gatewayId: string | null; phone: string | null; auth: number }[]>`
    select status, reason, qr, epoch, status_epoch as "statusEpoch", gateway_id as "gatewayId", phone, (select count(*) from whatsapp_auth where session_id = s.id) as auth
    from whatsapp_sessions s where id = ${String(sessionId)}`;
  return found!;
}

async function addUser(): Promise<number> {
  const [user] = await own.db<{ id: number }[]>`insert into users (name, email, role) values ('Ana', ${`${crypto.randomUUID()}@tanda.test`}, 'operator') returning id`;
  return user!.id;
}

it("from /start to active over the real process; it says no secret, and its HTTP is for the token and this machine alone", { timeout: 120_000 }, async () => {
  const gateway = await startGateway();
  const refused = await fetch(`${gateway.url}/start`, { method: "POST", body: JSON.stringify({ user_id: 1 }) });
  expect(refused.status).toBe(401);
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  expect((await gateway.call("POST", "/start", { user_id: "x" })).status).toBe(422);
  expect((await gateway.call("POST", "/start", { user_id: 999_999_999 })).status).toBe(422);
  for (const address of Object.values(networkInterfaces()).flat().filter((entry) => entry && !entry.internal && entry.family === "IPv4")) {
    await expect(fetch(gateway.url.replace("127.0.0.1", address!.address), { signal: AbortSignal.timeout(3_000) })).rejects.toBeInstanceOf(Error);
  }

  const { json } = await gateway.call("POST", "/start", { user_id: await addUser() });
  const { qr } = await until(() => row(json.sessionId), (found) => found.qr !== null, WITHIN_MS);
  await simulator.run({ action: "scan", qr: qr!, phone: PHONE, name: "Ana Pérez" });
  expect(await until(() => row(json.sessionId), ({ status }) => status === "active", WITHIN_MS)).toMatchObject({ phone: `+${PHONE}`, qr: null });
  expect((await gateway.call("GET", "/sessions")).json.items).toMatchObject([{ sessionId: json.sessionId, state: "open" }]);
  expect((await gateway.call("GET", "/metrics/batch")).json).toMatchObject({ success: true, metrics: { breaker: "closed" } });

  await gateway.call("POST", "/logout", { session_id: json.sessionId });
  await until(() => row(json.sessionId), ({ reason, auth, gatewayId }) => reason === "logged_out" && auth === 0 && gatewayId === null, WITHIN_MS);
  expect(await gateway.terminate()).toBe(0);
  const said = gateway.lines.join("\n");
  for (const secret of [...qr!.split("#").at(-1)!.split(",").slice(0, 4), PHONE, "Ana Pérez", GATEWAY_TOKEN]) expect(said).not.toContain(secret);
});

it(`killed ${KILLS} times beside another, its sessions are active there and never in both`, { timeout: 150_000 }, async () => {
  const before = simulator.record().overlaps;
  const first = await startGateway();
  const ids: unknown[] = [];
  for (let n = 0; n < 4; n++) {
    const { json } = await first.call("POST", "/start", { user_id: await addUser() });
    const { qr } = await until(() => row(json.sessionId), (found) => found.qr !== null, WITHIN_MS);
    await simulator.run({ action: "scan", qr: qr!, phone: `58414000010${n}` });
    await until(() => row(json.sessionId), ({ status }) => status === "active", WITHIN_MS);
    ids.push(json.sessionId);
  }
  let holder = first;
  for (let kill = 0; kill < KILLS; kill++) {
    const next = await startGateway();
    await holder.kill();
    for (const id of ids) await until(() => row(id), ({ status, epoch, statusEpoch }) => status === "active" && epoch === statusEpoch && epoch >= kill + 2, WITHIN_MS);
    holder = next;
  }
  expect(simulator.record()).toMatchObject({ overlaps: before });
  expect((await holder.call("GET", "/sessions")).json.items).toHaveLength(ids.length);
});
