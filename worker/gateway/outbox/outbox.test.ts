import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOutbox, type Outbox } from "./outbox";
import { GATEWAY } from "@/lib/auth/gateway-token";
import { testContext } from "@/lib/db/testing";
import { takeQrBatch, takeStatusBatch } from "@/lib/whatsapp/report";
import type { SessionStatus } from "@/lib/whatsapp/report-schemas";
import { ownDatabase, until } from "@/worker/testing";

type Fault = "none" | "500" | "429" | "reset" | "slow" | "422";

/** The web's two batch routes as they are, on a server that can be told to fail. */
class Receiver {
  fault: Fault = "none";
  batches: { path: string; sessions: string[] }[] = [];
  private readonly server: Server;

  constructor(private readonly take: (path: string, items: unknown[]) => Promise<unknown>) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => void this.answer(request.url!, Buffer.concat(chunks).toString(), response));
    });
  }

  async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(path: string, text: string, response: import("node:http").ServerResponse): Promise<void> {
    const { items } = JSON.parse(text) as { items: { sessionId: string; reason?: string }[] };
    if (this.fault === "reset") return void response.destroy();
    if (this.fault === "500" || this.fault === "429") return void response.writeHead(Number(this.fault)).end("busy");
    if (this.fault === "422" && items.some(({ reason }) => reason === "poison")) return void response.writeHead(422).end("{}");
    this.batches.push({ path, sessions: items.map(({ sessionId }) => sessionId) });
    const answer = await this.take(path, items);
    // A slow web has taken the batch, and the answer never comes.
    if (this.fault === "slow") return void response.destroy();
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  }
}

let own: Awaited<ReturnType<typeof ownDatabase>>;
let receiver: Receiver;
let url: string;
const open: Outbox[] = [];

beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  const ctx = { ...testContext(own.db), actor: GATEWAY };
  receiver = new Receiver((path, items) => (path === "/api/qr/batch" ? takeQrBatch(ctx, items) : takeStatusBatch(ctx, items)));
  url = await receiver.listen();
});
afterEach(async () => {
  receiver.fault = "none";
  await Promise.all(open.splice(0).map((outbox) => outbox.drain(5_000)));
  receiver.close();
  await own.db`truncate whatsapp_sessions, whatsapp_outbox cascade`;
});

function newOutbox(log = pino({ level: "silent" })): Outbox {
  const outbox = createOutbox({ db: own.db, gatewayId: "test", webUrl: url, token: "t", log, batchSize: 50, intervalMs: 200, priorityIntervalMs: 100 });
  open.push(outbox);
  return outbox;
}

const told = (sessionId: string, seq: number, status: SessionStatus, more: { reason?: string; name?: string; epoch?: number } = {}) => ({ sessionId, epoch: 1, seq, status, at: new Date(), ...more });
const shown = (sessionId: string, seq: number, qr: string) => ({ sessionId, epoch: 1, seq, qr, expiresAt: new Date(Date.now() + 20_000) });
const rows = () => own.db<{ id: string; status: string; seq: number }[]>`select id, status, status_seq as seq from whatsapp_sessions order by id`;
const spilled = async () => (await own.db<{ n: number }[]>`select count(*) as n from whatsapp_outbox`)[0]!.n;

describe("the outbox of a gateway", () => {
  it("groups what it is told, says nothing twice, and only the newest of a session", async () => {
    const outbox = newOutbox();
    for (let n = 0; n < 40; n += 1) {
      outbox.status(told(`s${n}`, 1, "pending"));
      outbox.status(told(`s${n}`, 2, "active", { name: "Ana \uD83D" }));
      outbox.status(told(`s${n}`, 3, "active", { name: "Ana \uD83D" }));
      outbox.qr(shown(`s${n}`, 4, "2@a"));
      outbox.qr(shown(`s${n}`, 5, "2@a"));
    }
    await until(rows, (found) => found.length === 40 && found.every(({ status, seq }) => status === "active" && seq === 2), 10_000);
    await until(async () => receiver.batches, (batches) => batches.length === 2, 10_000);
    expect(outbox.gauges().batch).toMatchObject({ events: 200, duplicates: 80, superseded: 40, rejected: 0 });
    expect(outbox.gauges().cache).toMatchObject({ qrKeys: 40, statusKeys: 40, infoKeys: 40, connectionKeys: 40 });
  });

  it("sends disconnections before what is in no hurry, and keeps their deadline when more follows", async () => {
    const outbox = createOutbox({ db: own.db, gatewayId: "test", webUrl: url, token: "t", log: pino({ level: "silent" }), batchSize: 50, intervalMs: 600_000, priorityIntervalMs: 100 });
    open.push(outbox);
    for (let n = 0; n < 49; n += 1) outbox.status(told(`calm${n}`, 1, "pending"));
    outbox.status(told("lost", 1, "inactive"));
    await until(async () => receiver.batches, (batches) => batches.length === 1, 10_000);
    expect(receiver.batches[0]!.sessions[0]).toBe("lost");
    outbox.status(told("back", 1, "inactive"));
    outbox.status(told("back", 2, "pending"));
    await until(rows, (found) => found.some(({ id, status }) => id === "back" && status === "pending"), 10_000);
  });

  it.each<Fault>(["500", "429", "reset", "slow"])("keeps each session's latest state through a web that answers with %s", { timeout: 90_000 }, async (fault) => {
    const outbox = newOutbox();
    receiver.fault = fault;
    for (let seq = 1; seq <= 5; seq += 1) for (let n = 0; n < 120; n += 1) outbox.status(told(`s${n}`, seq, seq % 2 === 0 ? "inactive" : "active", { reason: String(seq) }));
    await until(async () => outbox.gauges().batch.failedRequests, (failed) => failed >= 2, 10_000);
    expect(outbox.gauges().batch.statusBatchSize + outbox.gauges().batch.inFlight * 50).toBeGreaterThanOrEqual(fault === "slow" ? 0 : 70);
    receiver.fault = "none";
    await until(rows, (found) => found.length === 120 && found.every(({ status, seq }) => status === "active" && seq === 5), 30_000);
    await until(spilled, (left) => left === 0, 30_000);
  });

  it("leaves nothing untold when its process is killed: the next one finds it in the table", async () => {
    receiver.fault = "reset";
    const killed = newOutbox();
    for (let n = 0; n < 70; n += 1) killed.status(told(`s${n}`, 1, "active"));
    for (let n = 0; n < 70; n += 1) killed.status(told(`s${n}`, 2, "failed"));
    await until(spilled, (kept) => kept === 70, 10_000);
    // What a killed process does from here on is nothing: its requests go nowhere.
    const address = url;
    receiver.close();
    receiver = new Receiver((_, items) => takeStatusBatch({ ...testContext(own.db), actor: GATEWAY }, items));
    url = await receiver.listen();
    expect(url).not.toBe(address);
    newOutbox();
    await until(rows, (found) => found.length === 70 && found.every(({ status, seq }) => status === "failed" && seq === 2), 10_000);
    await until(spilled, (left) => left === 0, 10_000);
    await open.shift()!.drain(1);
  });

  it("finds the one that the web cannot read, and sends the others", async () => {
    const lines: string[] = [];
    const outbox = newOutbox(pino({ level: "info" }, { write: (line) => void lines.push(line) }));
    receiver.fault = "422";
    for (let n = 0; n < 20; n += 1) outbox.status(told(`s${n}`, 1, "active", { reason: n === 13 ? "poison" : "fine" }));
    await until(rows, (found) => found.length === 19, 10_000);
    await until(spilled, (left) => left === 0, 10_000);
    expect(lines.filter((line) => line.includes('"session":"s13"'))).toHaveLength(1);
  });

  it("writes no QR to the log or to the table, and drops one that has expired", async () => {
    const lines: string[] = [];
    const outbox = newOutbox(pino({ level: "trace" }, { write: (line) => void lines.push(line) }));
    receiver.fault = "500";
    outbox.qr({ ...shown("s1", 1, "2@very-secret"), expiresAt: new Date(Date.now() + 300) });
    outbox.status(told("s1", 2, "pending"));
    await until(async () => outbox.gauges().batch, ({ failedRequests }) => failedRequests >= 5, 20_000);
    receiver.fault = "none";
    await until(async () => outbox.gauges().batch, ({ expired }) => expired === 1, 20_000);
    await until(rows, (found) => found.length === 1, 10_000);
    expect(lines.some((line) => line.includes("the web does not answer"))).toBe(true);
    expect(lines.join("\n")).not.toContain("very-secret");
    expect(JSON.stringify(await own.db`select * from whatsapp_outbox`)).not.toContain("very-secret");
  });
});
