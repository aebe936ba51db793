import { decode } from "./qr-testing";
import { afterAll, describe, expect, it } from "vitest";
import { logoutSession, restartSession, startSession, stopSession } from "./control-session";
import { listSessions, readSession } from "./find-session";
import { gatewayGauges } from "./gauges";
import { qrPng, qrSvg } from "./qr-image";
import { takeQr, takeStatus } from "./report";
import { qrItem, statusItem } from "./report-schemas";
import { listSessionsQuery } from "./schemas";
import { keyActor, closeTestDatabase, rolledBack } from "@/lib/db/testing";
import type { Context } from "@/lib/context/context";

afterAll(closeTestDatabase);

async function addUser({ db }: Context, name = "Ana Rojas"): Promise<number> {
  const [row] = await db<{ id: number }[]>`insert into users (name, role) values (${name}, 'operator') returning id`;
  return row!.id;
}

const report = (sessionId: string, status: string, seq: number, more = {}) => statusItem.parse({ sessionId, status, epoch: 1, seq, timestamp: Date.now(), ...more });
const qr = (sessionId: string, seq: number) => qrItem.parse({ sessionId, qr: `2@ref${seq},noise,ident,secret`, epoch: 1, seq, timestamp: Date.now(), expiresAt: Date.now() + 20_000 });
const wanted = async ({ db }: Context, id: string) => (await db<{ desired: string; no: number }[]>`select desired, desired_no as no from whatsapp_sessions where id = ${id}`)[0];

describe("a session", () => {
  it("is one a user: started twice it is the same, after a log-out another", async () => {
    await rolledBack(async (ctx) => {
      const user_id = await addUser(ctx);
      const { sessionId } = await startSession(ctx, { user_id });
      await takeStatus(ctx, report(sessionId, "active", 1, { phone: "584121234567", name: "Ana" }));
      expect((await startSession(ctx, { user_id })).sessionId).toBe(sessionId);
      expect(await wanted(ctx, sessionId)).toEqual({ desired: "running", no: 1 });
      await restartSession(ctx, sessionId);
      expect(await wanted(ctx, sessionId)).toEqual({ desired: "running", no: 2 });
      await stopSession(ctx, sessionId);
      await logoutSession(ctx, sessionId);
      // A report that was under way meanwhile brings no number back.
      await takeStatus(ctx, report(sessionId, "active", 2, { phone: "584121234567", name: "Ana" }));
      expect(await ctx.db`select phone, name from whatsapp_sessions where id = ${sessionId}`).toEqual([{ phone: null, name: null }]);
      await expect(restartSession(ctx, sessionId)).rejects.toMatchObject({ code: "invalid_transition" });
      expect((await startSession(ctx, { user_id })).sessionId).not.toBe(sessionId);
      await expect(startSession(ctx, { user_id: 999_999_999 })).rejects.toMatchObject({ code: "invalid_request" });
      await expect(stopSession(ctx, "nobody")).rejects.toMatchObject({ code: "not_found" });
    });
  });

  it("shows its QR as a picture only, to those who may pair, until it is used", async () => {
    await rolledBack(async (ctx) => {
      const { sessionId } = await startSession(ctx, { user_id: await addUser(ctx) });
      await takeStatus(ctx, report(sessionId, "pending", 1));
      await takeQr(ctx, qr(sessionId, 2));
      const session = await readSession(ctx, sessionId);
      expect(session).toMatchObject({ has_qr: true, qr_version: "1.2", status: "pending" });
      expect(JSON.stringify(session)).not.toContain("secret");
      expect(decode(Buffer.from(await (await qrPng(ctx, sessionId)).arrayBuffer()))).toBe("2@ref2,noise,ident,secret");
      const svg = await (await qrSvg(ctx, sessionId)).text();
      expect(svg).toMatch(/^<svg/);
      expect(svg).not.toContain("secret");
      await expect(qrSvg({ ...ctx, actor: keyActor("viewer") }, sessionId)).rejects.toMatchObject({ code: "forbidden" });
      await takeStatus(ctx, report(sessionId, "active", 3, { phone: "584121234567", name: "Ana" }));
      expect((await readSession(ctx, sessionId)).phone).toBe("+584 ••• 4567");
    });
  });

  it("is found by its user's name and its state; logged-out ones only when asked for", async () => {
    await rolledBack(async (ctx) => {
      const first = await startSession(ctx, { user_id: await addUser(ctx, "Zoraida Única") });
      const second = await startSession(ctx, { user_id: await addUser(ctx, "Zoraida Otra") });
      await takeStatus(ctx, report(second.sessionId, "active", 1));
      await logoutSession(ctx, first.sessionId);
      const ids = async (query: object) => (await listSessions(ctx, listSessionsQuery.parse({ search: "zoraida", ...query }))).items.map(({ id }) => id);
      expect(await ids({})).toEqual([second.sessionId]);
      expect(await ids({ status: "active" })).toEqual([second.sessionId]);
      expect((await ids({ logged_out: "true" })).sort()).toEqual([first.sessionId, second.sessionId].sort());
      expect((await gatewayGauges(ctx)).sessions.active).toBeGreaterThan(0);
    });
  });
});
