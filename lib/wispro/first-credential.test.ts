import { hashPassword, verifyPassword } from "better-auth/crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { choosePassword } from "./choose-password";
import { signInCustomer } from "./sign-in-customer";
import { updateSettings } from "./settings";
import { addUser, openRoom, type Room } from "./testing";

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(async () => {
  await room.reset();
  room.list([{ id: "w1", name: "Ana", national_identification_number: "V-12.345.678" }]);
  await room.sync();
});
afterAll(() => room.close());

const signIn = (identity: string, password: string) => signInCustomer(room.ctx, { identity, password });

async function ticket(): Promise<string> {
  const signedIn = await signIn("V-12.345.678", "12345678");
  return signedIn.ticket ?? "";
}

describe("a customer that a run created", () => {
  it.each([["V-12.345.678", "V-12.345.678"], ["12345678", "12.345.678"], ["v12345678", "12345678"]])("gets in once as %j with %j, to choose a password", async (identity, password) => {
    const { userId, ticket } = await signIn(identity, password);
    expect(ticket).toMatch(new RegExp(`^${userId}\\.`));
    expect(await room.db`select 1 from accounts`).toHaveLength(0);
  });

  it("then signs in with that password only", async () => {
    const { userId } = await choosePassword(room.ctx, await ticket(), "una clave larga");
    expect(await signIn("12345678", "una clave larga")).toEqual({ userId, ticket: null });
    await expect(signIn("12345678", "12345678")).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  it("cannot choose twice with one ticket, even at the same time", async () => {
    const sealed = await ticket();
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => choosePassword(room.ctx, sealed, `una clave larga ${n}`)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(await room.db`select 1 from accounts`).toHaveLength(1);
  });

  it("cannot choose the identity number again", async () => {
    await expect(choosePassword(room.ctx, await ticket(), "V-0012.345.678")).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("keeps the chosen password through the next run", async () => {
    await choosePassword(room.ctx, await ticket(), "una clave larga");
    const hashes = () => room.db`select user_id, password from accounts`;
    const before = await hashes();
    room.list([{ id: "w1", name: "Ana María", national_identification_number: "V-87.654.321" }]);
    await room.sync();
    expect(await hashes()).toEqual(before);
    expect(await room.db`select name, initial_credential from users`).toEqual([{ name: "Ana María", initial_credential: null }]);
    expect(await signIn("87654321", "una clave larga")).toMatchObject({ ticket: null });
  });

  it("has a first password that follows the number, until one is chosen", async () => {
    room.list([{ id: "w1", name: "Ana", national_identification_number: "V-87.654.321" }]);
    await room.sync();
    expect((await signIn("87654321", "87654321")).ticket).not.toBeNull();
  });
});

describe("nobody gets in", () => {
  it.each([["12345678", "12345679"], ["345678", "345678"], ["E-12345678", "12345678"], ["", ""], ["no", "12345678"]])("as %j with %j", async (identity, password) => {
    await expect(signIn(identity, password)).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  it("with a ticket that is made up, changed or another's", async () => {
    const sealed = await ticket();
    const [userId, until, seal] = sealed.split(".");
    for (const forged of ["", "1.2.3", `${Number(userId) + 1}.${until}.${seal}`, `${userId}.${Number(until) + 1}.${seal}`]) {
      await expect(choosePassword(room.ctx, forged, "una clave larga")).rejects.toMatchObject({ code: "invalid_credentials" });
    }
  });

  it("with a ticket after a quarter of an hour", async () => {
    const sealed = await ticket();
    const later = { ...room.ctx, now: () => new Date(Date.now() + 16 * 60_000) };
    await expect(choosePassword(later, sealed, "una clave larga")).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  it("with the first password once an admin has switched those off", async () => {
    const sealed = await ticket();
    await updateSettings(room.ctx, { initial_credentials_enabled: false });
    await expect(signIn("12345678", "12345678")).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(choosePassword(room.ctx, sealed, "una clave larga")).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  it("after five failures, not even with the right password, until a quarter of an hour has passed", async () => {
    await Promise.allSettled(Array.from({ length: 5 }, () => signIn("12345678", "11111111")));
    await expect(signIn("12345678", "12345678")).rejects.toMatchObject({ code: "sign_in_locked" });
    await room.db`update users set locked_until = now() - interval '1 second'`;
    expect((await signIn("12345678", "12345678")).ticket).not.toBeNull();
  });

  it("by guessing more than five times at once", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => signIn("12345678", "11111111")));
    const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? (outcome.reason as { code: string }).code : "in"));
    expect(codes.filter((code) => code === "invalid_credentials")).toHaveLength(5);
    expect(codes.filter((code) => code === "sign_in_locked")).toHaveLength(7);
  });
});

it("a run leaves every password that was there as it was", async () => {
  const hash = await hashPassword("la de siempre");
  for (let n = 0; n < 20; n++) {
    const id = await addUser(room, { identity: `V${1000 + n}`, name: `Local ${n}` });
    await room.db`insert into accounts (account_id, provider_id, user_id, password) values (${String(id)}, 'credential', ${id}, ${hash})`;
  }
  const before = await room.db`select user_id, password from accounts order by user_id`;
  room.list(Array.from({ length: 20 }, (_, n) => ({ id: `x${n}`, name: `De Wispro ${n}`, national_identification_number: `V-${1000 + n}` })));
  expect(await room.sync()).toMatchObject({ counters: { updated: 20 } });
  expect(await room.db`select user_id, password from accounts order by user_id`).toEqual(before);
  expect(await verifyPassword({ hash: before[0]!.password as string, password: "la de siempre" })).toBe(true);
});

it("no secret stands in the report, the conflicts or the job", async () => {
  room.list([
    { id: "w1", name: "Ana", national_identification_number: "V-12345678", link_mobile_login: "https://w/secret-login" },
    { id: "w2", name: "Doble", national_identification_number: "V-12.345.678", link_mobile_login: "https://w/secret-login" },
    { id: "w3", name: ["x"], national_identification_number: "V-5555555", link_mobile_login: "https://w/secret-login" },
  ]);
  const job = await room.sync();
  const [conflict] = await room.db`select * from wispro_conflicts`;
  const text = JSON.stringify([job, await room.report(job), conflict]);
  expect(text).toContain("V-…678");
  for (const secret of ["secret-login", "12345678", "12.345.678", "5555555"]) expect(text).not.toContain(secret);
});
