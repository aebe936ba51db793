import { afterAll, expect, it } from "vitest";
import { AuthUnreadable, createSeal } from "./auth-seal";
import { readAuth, writeAuth } from "./auth-state";
import { claimSessions, LeaseLost, registerGateway } from "./lease";
import { closeTestDatabase, rolledBack } from "@/lib/db/testing";

afterAll(closeTestDatabase);

const seal = createSeal("a secret of this test alone, 32 letters");
const place = { sessionId: "s1", kind: "creds", keyId: "me" };

it("what is sealed opens only with the same secret and in the same row", () => {
  const sealed = seal.close(place, "noise key");
  expect(sealed.toString("latin1")).not.toContain("noise key");
  expect(seal.open(place, sealed)).toBe("noise key");
  expect(() => seal.open({ ...place, sessionId: "s2" }, sealed)).toThrow(AuthUnreadable);
  expect(() => createSeal("another secret of this test, 32 letters").open(place, sealed)).toThrow(AuthUnreadable);
  expect(() => seal.open(place, Buffer.concat([sealed.subarray(0, -1), Buffer.of(sealed.at(-1)! ^ 1)]))).toThrow(AuthUnreadable);
});

it("who holds the lease writes many keys at once; an older epoch writes nothing, and forgets nothing", () =>
  rolledBack(async ({ db }) => {
    const gateway = { id: "gw_1", pid: 1, host: "h", url: "http://127.0.0.1:1", lockKey: 1 };
    await registerGateway(db, gateway);
    await db`insert into whatsapp_sessions (id, desired) values ('s1', 'running')`;
    const [lease] = await claimSessions(db, gateway.id, 10);
    expect(lease).toEqual({ sessionId: "s1", gatewayId: "gw_1", epoch: 1 });
    const keys = Array.from({ length: 812 }, (_, n) => ({ kind: "pre-key", keyId: String(n), value: `key ${n}` }));
    await writeAuth(db, seal, lease!, [...keys, { ...place, value: "creds" }]);
    await writeAuth(db, seal, lease!, [{ kind: "pre-key", keyId: "0", value: null }, { kind: "pre-key", keyId: "1", value: "new" }]);
    expect(await readAuth(db, seal, "s1", "pre-key", ["0", "1", "2", "9999"])).toEqual(new Map([["1", "new"], ["2", "key 2"]]));
    await db`update whatsapp_sessions set epoch = epoch + 1 where id = 's1'`;
    await expect(writeAuth(db, seal, lease!, [{ kind: "pre-key", keyId: "1", value: null }, { kind: "pre-key", keyId: "2", value: "late" }])).rejects.toThrow(LeaseLost);
    expect(await readAuth(db, seal, "s1", "pre-key", ["1", "2"])).toEqual(new Map([["1", "new"], ["2", "key 2"]]));
  }));

it("gateways share what there is, and take nothing that is not wanted", () =>
  rolledBack(async ({ db }) => {
    for (const id of ["gw_1", "gw_2"]) await registerGateway(db, { id, pid: 1, host: "h", url: "http://127.0.0.1:1", lockKey: 1 });
    await db`insert into whatsapp_sessions (id, desired) select 's' || n, case when n <= 10 then 'running' else 'stopped' end from generate_series(1, 20) n`;
    await db`insert into whatsapp_sessions (id, desired) values ('gone', 'logged_out'), ('going', 'logged_out')`;
    await db`insert into whatsapp_auth (session_id, kind, key_id, value) values ('going', 'creds', 'me', '')`;
    const first = await claimSessions(db, "gw_1", 100);
    const second = await claimSessions(db, "gw_2", 100);
    expect([first.length, second.length]).toEqual([5, 6]);
    const taken = new Set([...first, ...second].map(({ sessionId }) => sessionId));
    expect([taken.size, taken.has("going"), taken.has("gone")]).toEqual([11, true, false]);
  }));
