import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { facetsBody, userBody, usersBody } from "./cached-users";
import { findUser } from "./find-user";
import { addUser, updateUser } from "./save-user";
import { createUserSchema, listUsersQuery, updateUserSchema, type UserDetail, type UserFacets, type UserPage } from "./schemas";
import { USERS_TAG } from "./tag";
import { closeCache } from "@/lib/cache/coherence";
import { invalidationSeen } from "@/lib/cache/invalidate";
import { slotOf } from "@/lib/cache/tags";
import { addCliente, keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

let own: Awaited<ReturnType<typeof ownDatabase>>;
let before: string | undefined;

beforeAll(async () => {
  own = await ownDatabase();
  before = process.env.DATABASE_URL;
  process.env.DATABASE_URL = own.url;
}, 60_000);
afterAll(async () => {
  await closeCache();
  process.env.DATABASE_URL = before;
  await own.drop();
});
beforeEach(() => own.db`truncate users cascade`);

const ctx = (role: Parameters<typeof keyActor>[0] = "admin") => testContext(own.db, keyActor(role));
const add = (input: Record<string, unknown>) => addUser(ctx(), createUserSchema.parse({ name: "Ana Pérez", role: "viewer", ...input }));
const change = (id: number, input: Record<string, unknown>) => updateUser(ctx(), id, updateUserSchema.parse(input));
let mailbox = 0;
const admin = () => add({ role: "admin", login_email: `admin${mailbox++}@tanda.example`, password: "a long password" });

describe("creating a user", () => {
  it("keeps what was given, with a code for a customer, own limits, and never shows a password", async () => {
    const user = await add({ role: "subscriber", phone_mobile: "+58 414-1234567", zone: "Ejido", limits: { max_pending_jobs: 3 }, pinned: ["name", "name", "zone"] });
    expect(user).toMatchObject({ role: "subscriber", active: true, phone_mobile: "+584141234567", zone: "Ejido", limits: { max_pending_jobs: 3 }, pinned: ["name", "zone"], has_password: false });
    expect(user.code).toMatch(/^C\d+$/);
    const [audit] = await own.db`select action, data from audit_log where entity = 'user' and entity_id = ${String(user.id)}`;
    expect(audit).toEqual({ action: "user.create", data: { role: "subscriber" } });
    expect(JSON.stringify(await admin())).not.toContain("a long password");
  });

  it("refuses an e-mail that somebody signs in with, a tenant where none belongs, and a password without an e-mail", async () => {
    await add({ login_email: "ana@tanda.example" });
    await expect(add({ login_email: "ANA@tanda.example" })).rejects.toMatchObject({ code: "login_email_exists" });
    await expect(add({ role: "cliente" })).rejects.toMatchObject({ code: "invalid_request", options: { details: [{ path: "cliente_id" }] } });
    await expect(add({ cliente_id: await addCliente(ctx()) })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(add({ role: "cliente", cliente_id: 999_999 })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(add({ password: "a long password" })).rejects.toMatchObject({ options: { details: [{ path: "login_email" }] } });
    expect((await add({ role: "cliente", cliente_id: await addCliente(ctx(), "Andes Fibra") })).cliente_name).toBe("Andes Fibra");
  });

  it("is the administrators' alone", async () => {
    await expect(addUser(ctx("operator"), createUserSchema.parse({ name: "Ana", role: "viewer" }))).rejects.toMatchObject({ code: "forbidden" });
    await expect(updateUser(ctx("operator"), (await add({})).id, { name: "Otra" })).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("changing a user", () => {
  it("changes what was given and nothing else", async () => {
    const user = await add({ email: "ana@correo.example", city: "Mérida" });
    expect(await change(user.id, { city: "", zone: "Ejido", pinned: ["zone"] })).toMatchObject({ name: "Ana Pérez", email: "ana@correo.example", city: null, zone: "Ejido", pinned: ["zone"] });
    await expect(change(user.id + 1_000, { name: "Otra" })).rejects.toMatchObject({ code: "not_found" });
    await expect(findUser(ctx("cliente"), user.id)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("ends the sessions of whom it deactivates or gives a new password", async () => {
    const [kept, gone] = [await admin(), await admin()];
    const open = (id: number) => own.db`insert into sessions (token, user_id, expires_at) values (${crypto.randomUUID()}, ${id}, now() + interval '1 day')`;
    await open(gone.id);
    await open(kept.id);
    expect(await change(gone.id, { active: false })).toMatchObject({ active: false, open_sessions: 0 });
    expect((await findUser(ctx(), kept.id)).open_sessions).toBe(1);
    expect(await change(kept.id, { password: "another password" })).toMatchObject({ open_sessions: 0, has_password: true });
    const actions = await own.db<{ action: string }[]>`select action from audit_log where entity_id = ${String(gone.id)} order by id`;
    expect(actions.map(({ action }) => action)).toEqual(["user.create", "user.deactivate"]);
  });

  it("neither deactivates nor demotes the last administrator", async () => {
    const only = await admin();
    await add({ role: "admin", name: "Nobody can sign in as this one" });
    for (const last of [{ active: false }, { role: "viewer" }]) await expect(change(only.id, last)).rejects.toMatchObject({ code: "last_admin" });
    const other = await admin();
    expect(await change(only.id, { role: "viewer" })).toMatchObject({ role: "viewer" });
    await expect(change(other.id, { active: false })).rejects.toMatchObject({ code: "last_admin" });
  });

  it("leaves one administrator of two whom two requests take away at the same time", async () => {
    for (let round = 0; round < 10; round++) {
      await own.db`truncate users cascade`;
      const [one, two] = [await admin(), await admin()];
      const results = await Promise.allSettled([change(one.id, { active: false }), change(two.id, { role: "operator" })]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "last_admin" } });
    }
  });
});

describe("what is kept of the answers", () => {
  const page = async () => JSON.parse((await usersBody(ctx("viewer"), listUsersQuery.parse({}), false)).body) as UserPage;

  it("shows every change in the next read: by the verbs, and by whoever writes rows", async () => {
    const user = await add({});
    expect((await page()).items[0]).toMatchObject({ name: "Ana Pérez" });
    await change(user.id, { name: "Ana Rincón" });
    expect((await page()).items[0]).toMatchObject({ name: "Ana Rincón" });
    await own.db`update users set city = 'Coro' where id = ${user.id}`;
    await invalidationSeen();
    expect((await page()).items[0]).toMatchObject({ city: "Coro" });
    await own.db`delete from users where id = ${user.id}`;
    await invalidationSeen();
    expect((await page()).pagination.total).toBe(0);
  });

  it("keeps an answer while only sign-ins are counted", async () => {
    const user = await add({});
    const one = await usersBody(ctx("viewer"), listUsersQuery.parse({}), false);
    await own.db`update users set failed_sign_ins = 1 where id = ${user.id}`;
    await invalidationSeen();
    expect(await usersBody(ctx("viewer"), listUsersQuery.parse({}), false)).toBe(one);
  });

  it("counts what each filter leaves", async () => {
    await add({ zone: "Ejido" });
    await add({ zone: "Ejido", role: "operator" });
    await admin();
    const [{ id }] = (await page()).items as [UserDetail];
    await admin();
    await change(id, { active: false });
    const facets = JSON.parse((await facetsBody(ctx("viewer"), false)).body) as UserFacets;
    expect(facets).toEqual({
      total: 4, active: 3, inactive: 1, zones: [{ zone: "Ejido", users: 2 }],
      roles: [{ role: "admin", users: 2 }, { role: "operator", users: 1 }, { role: "viewer", users: 1 }],
    });
  });

  it("has one tag for one answer, another after a change", async () => {
    const user = await add({});
    const tag = async () => (await userBody(ctx("viewer"), user.id)).etag;
    const first = await tag();
    expect(await tag()).toBe(first);
    await change(user.id, { city: "Coro" });
    expect(await tag()).not.toBe(first);
  });

  it("the triggers name the slot of the tag", async () => {
    const [row] = await own.db<{ source: string }[]>`select prosrc as source from pg_proc where proname = 'users_tell_caches'`;
    expect(row!.source).toContain(`[${slotOf(USERS_TAG)}]`);
  });
});
