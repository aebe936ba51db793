import { afterAll, describe, expect, it } from "vitest";
import { takeQrBatch, takeStatusBatch } from "./report";
import type { SessionStatus } from "./report-schemas";
import { GATEWAY, gatewayToken } from "@/lib/auth/gateway-token";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";
import type { Context } from "@/lib/context/context";
import { addKey, call } from "@/lib/http/testing";
import { POST as postStatuses } from "@/app/api/whatsapp/status/batch/route";
import { POST as postQr } from "@/app/api/qr/route";

afterAll(closeTestDatabase);

interface Sent {
  sessionId: string;
  epoch: number;
  seq: number;
  status: SessionStatus;
}

const asGateway = (test: (ctx: Context) => Promise<void>) => rolledBack((ctx) => test({ ...ctx, actor: GATEWAY }));
const later = () => Date.now() + 20_000;

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * sides);
  };
}

function shuffled<T>(items: T[], roll: (sides: number) => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(roll(left.length), 1)[0]!);
}

describe("reports of sessions", () => {
  it("end as the newest of each session, however they are shuffled, repeated and cut into batches", async () => {
    await asGateway(async (ctx) => {
      for (let seed = 1; seed <= 12; seed += 1) {
        const roll = dice(seed);
        const prefix = `run${seed}_`;
        const statuses: SessionStatus[] = ["pending", "active", "inactive", "failed"];
        const sent: Sent[] = Array.from({ length: 120 }, (_, n) => ({ sessionId: `${prefix}${roll(9)}`, epoch: roll(4), seq: n, status: statuses[roll(4)]! }));
        const deliveries = shuffled([...sent, ...sent.filter(() => roll(3) === 0)], roll);
        while (deliveries.length > 0) {
          const batch = deliveries.splice(0, 1 + roll(20));
          await takeStatusBatch(ctx, batch.map((item) => ({ ...item, timestamp: 1_700_000_000_000 })));
          await takeQrBatch(ctx, batch.map((item) => ({ ...item, qr: `${item.epoch}/${item.seq}`, timestamp: Date.now(), expiresAt: later() })));
        }
        const rows = await ctx.db<{ id: string; status: string; epoch: number; seq: number; qr: string | null; qrEpoch: number; qrSeq: number }[]>`
          select id, status, status_epoch as epoch, status_seq as seq, qr, qr_epoch as "qrEpoch", qr_seq as "qrSeq" from whatsapp_sessions where id like ${`${prefix}%`} order by id`;
        const newest = new Map<string, Sent>();
        for (const item of sent) {
          const known = newest.get(item.sessionId);
          if (!known || item.epoch > known.epoch || (item.epoch === known.epoch && item.seq > known.seq)) newest.set(item.sessionId, item);
        }
        const expected = [...newest.values()].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1)).map(({ sessionId, status, epoch, seq }) => ({ id: sessionId, status, epoch, seq, qrEpoch: epoch, qrSeq: seq }));
        expect(rows.map(({ qr: _qr, ...row }) => row)).toEqual(expected);
      }
    });
  });

  it("name a bad item by its index and take the others", async () => {
    await asGateway(async (ctx) => {
      const good = { sessionId: "a", status: "active", timestamp: 1_700_000_000_000 };
      const bad = [{ ...good, status: "open" }, null, { ...good, sessionId: "../etc" }, { ...good, timestamp: "yesterday" }, { ...good, name: "\uD800" }, { ...good, timestamp: 1e17 }];
      const answer = await takeStatusBatch(ctx, [good, ...bad, { ...good, sessionId: "b" }]);
      expect(answer).toMatchObject({ success: true, accepted: 2, ignored: 0 });
      expect(answer.rejected.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(answer.rejected[0]).toMatchObject({ error: "invalid_item", path: "status" });
    });
  });

  it("keep every word as it came, whatever its characters, and nothing where nothing was said", async () => {
    await asGateway(async (ctx) => {
      const odd = [`a"b\\c`, "{,}", "NULL", "line\nbreak", "Ñandú 🐦", " "];
      const at = "2026-03-01T10:00:00.123+02:00";
      await takeStatusBatch(ctx, [...odd.map((name, n) => ({ sessionId: `odd${n}`, status: "active", timestamp: at, seq: n, name, reason: name, closeCode: 515, phone: "+584145551234" })), { sessionId: "odd_", status: "active", timestamp: at, reason: null }]);
      await takeQrBatch(ctx, odd.map((qr, n) => ({ sessionId: `odd${n}`, timestamp: Date.now(), seq: 10 + n, qr, expiresAt: later() })));
      const rows = await ctx.db<{ name: string | null; reason: string | null; qr: string | null; phone: string | null; closeCode: number | null; seq: number; statusAt: Date }[]>`
        select name, reason, qr, phone, close_code as "closeCode", status_seq as seq, status_at as "statusAt" from whatsapp_sessions where id like 'odd%' order by id = 'odd_', id`;
      const statusAt = new Date(at);
      expect(rows).toEqual([
        ...odd.map((text, seq) => ({ name: text, reason: text, qr: text, phone: "+584145551234", closeCode: 515, seq, statusAt })),
        { name: null, reason: null, qr: null, phone: null, closeCode: null, seq: statusAt.getTime(), statusAt },
      ]);
    });
  });

  it("ignore a QR that has expired, and drop one that was used", async () => {
    await asGateway(async (ctx) => {
      const qr = { sessionId: "a", qr: "2@secret", timestamp: Date.now(), epoch: 1 };
      expect(await takeQrBatch(ctx, [{ ...qr, seq: 1, expiresAt: Date.now() - 60_000 }])).toMatchObject({ accepted: 0, ignored: 1 });
      await takeStatusBatch(ctx, [{ sessionId: "a", status: "pending", timestamp: Date.now(), epoch: 1, seq: 1 }]);
      await takeQrBatch(ctx, [{ ...qr, seq: 2, expiresAt: later() }]);
      const read = async () => (await ctx.db<{ qr: string | null }[]>`select qr from whatsapp_sessions where id = 'a'`)[0]!.qr;
      expect(await read()).toBe("2@secret");
      await takeStatusBatch(ctx, [{ sessionId: "a", status: "active", timestamp: Date.now(), epoch: 1, seq: 3 }]);
      expect(await read()).toBeNull();
      await takeQrBatch(ctx, [{ ...qr, seq: 2, expiresAt: later() }]);
      expect(await read()).toBeNull();
    });
  });

  it("without an epoch and a seq are ordered by their time, as the plain form of the API has it", async () => {
    await asGateway(async (ctx) => {
      const at = (ms: number, status: SessionStatus) => ({ sessionId: "plain", status, timestamp: ms });
      expect(await takeStatusBatch(ctx, [at(2_000, "active"), at(1_000, "failed")])).toMatchObject({ accepted: 1, ignored: 1 });
      expect(await takeStatusBatch(ctx, [at(1_500, "inactive")])).toMatchObject({ accepted: 0, ignored: 1 });
      const [row] = await ctx.db<{ status: string }[]>`select status from whatsapp_sessions where id = 'plain'`;
      expect(row!.status).toBe("active");
    });
  });
});

describe("the receiving routes", () => {
  const item = { sessionId: "route-test", status: "active", timestamp: 1, epoch: 0, seq: 0 };

  it("take the gateway's token and refuse keys of other roles", async () => {
    const known = await call(postStatuses, "POST", "/api/whatsapp/status/batch", { key: gatewayToken(), body: { items: [null] } });
    expect(known.status).toBe(200);
    const operator = await call(postStatuses, "POST", "/api/whatsapp/status/batch", { key: await addKey("operator"), body: { items: [item] } });
    expect(operator.status).toBe(403);
    expect((await call(postStatuses, "POST", "/api/whatsapp/status/batch", { body: { items: [item] } })).status).toBe(401);
    expect((await call(postStatuses, "POST", "/api/whatsapp/status/batch", { key: `${gatewayToken()}x`, body: { items: [item] } })).status).toBe(401);
  });

  it("answer 4xx to what is no batch, without repeating a QR", async () => {
    const key = gatewayToken();
    for (const body of [{}, { items: [] }, { items: Array.from({ length: 501 }, () => item) }, { items: "x" }]) {
      expect((await call(postStatuses, "POST", "/api/whatsapp/status/batch", { key, body })).status).toBe(422);
    }
    expect((await call(postStatuses, "POST", "/api/whatsapp/status/batch", { key, body: "{" })).status).toBe(400);
    expect((await call(postStatuses, "POST", "/api/whatsapp/status/batch", { key, body: `{"items":["${"x".repeat(2 ** 21)}"]}` })).status).toBe(413);
    const refused = await call(postQr, "POST", "/api/qr", { key, body: { sessionId: "a b", qr: "2@secret", timestamp: 1, expiresAt: 2 } });
    expect(refused.status).toBe(422);
    expect(refused.text).not.toContain("secret");
  });
});
