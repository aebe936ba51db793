import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addUser, openRoom, type Room, type WireFields } from "./testing";

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
beforeEach(() => room.reset());
afterAll(() => room.close());

interface UserRow {
  name: string;
  identity: string | null;
  idWispro: string | null;
  role: string;
}

function client(id: string, number: string | null, more: WireFields = {}): WireFields {
  return { id, name: `Cliente ${id}`, national_identification_number: number, details: "", ...more };
}

function users(): Promise<UserRow[]> {
  return room.db<UserRow[]>`select name, identity, id_wispro as "idWispro", role from users order by id`;
}

/** Runs over these clients and answers what was counted. */
async function syncOf(clients: WireFields[]) {
  room.list(clients);
  const job = await room.sync();
  const { created = 0, updated = 0, skipped = 0, conflicts = 0, errors = 0 } = job.counters;
  return { job, counts: { created, updated, unchanged: job.unchanged, skipped, conflicts, errors } };
}

const NONE = { created: 0, updated: 0, unchanged: 0, skipped: 0, conflicts: 0, errors: 0 };

describe("a client is the user", () => {
  it.each([
    // [what Wispro writes, details, the user's identity]
    ["V-12.345.678", "", "V12345678"],
    ["v12345678", "", "V12345678"],
    ["V 12 345 678", "", "V12345678"],
    ["012345678", "V", "V12345678"],
    ["12.345.678", "V-", "V12345678"],
    ["12345678", "Cédula: V", "V12345678"],
    ["12345678", "", "V12345678"],
    ["12.345.678", "", "E12345678"],
    ["E-12.345.678", "", "E12345678"],
    ["12345678", "E", "E12345678"],
    ["J-30123456-7", "", "J301234567"],
    ["301234567", "RIF J", "J301234567"],
    ["G-20000001-3", "", "G200000013"],
    ["P 0123456", "", "P0123456"],
  ])("whose number %j (details %j) is %s", async (number, details, identity) => {
    const id = await addUser(room, { identity });
    const { counts } = await syncOf([client("w1", number, { details })]);
    expect(counts).toEqual({ ...NONE, updated: 1 });
    expect(await room.db`select id, id_wispro from users`).toEqual([{ id, id_wispro: "w1" }]);
  });

  it.each([
    ["123", "", "V99123"],
    ["V-123", "", "V99123"],
    ["99123", "", "V123"],
    ["V-12345678", "", "E12345678"],
    ["E-12345678", "", "V12345678"],
    ["301234567", "", "J301234567"],
    ["301234567", "", "G301234567"],
    ["301234567", "", "P301234567"],
    ["V-1234567", "", "V12345678"],
    ["P-123", "", "P0123"],
  ])("and number %j (details %j) is not %s", async (number, details, identity) => {
    await addUser(room, { identity, name: "Otra persona" });
    const { counts } = await syncOf([client("w1", number, { details })]);
    expect(counts).toEqual({ ...NONE, created: 1 });
    expect((await users())[0]).toMatchObject({ name: "Otra persona", identity, idWispro: null });
  });

  it("that has Wispro's id, whatever the number says now", async () => {
    await addUser(room, { id_wispro: "w1", identity: "V1000001" });
    const { counts } = await syncOf([client("w1", "E-2000002")]);
    expect(counts).toEqual({ ...NONE, updated: 1 });
    expect(await users()).toMatchObject([{ identity: "E2000002", idWispro: "w1" }]);
  });

  it("V before E where the letter is unknown and both are there", async () => {
    await addUser(room, { identity: "E12345678", name: "Extranjera" });
    await addUser(room, { identity: "V12345678", name: "Venezolano" });
    await syncOf([client("w1", "12.345.678")]);
    expect(await users()).toMatchObject([{ idWispro: null }, { identity: "V12345678", idWispro: "w1" }]);
  });

  it("it has been, when the letter that was known is missing now", async () => {
    await syncOf([client("w1", "E-12345678"), client("w2", "V-12345678")]);
    const { counts } = await syncOf([client("w1", "12345678"), client("w2", "V-12345678")]);
    expect(counts).toEqual({ ...NONE, unchanged: 2 });
    expect(await users()).toMatchObject([{ identity: "E12345678", idWispro: "w1" }, { identity: "V12345678", idWispro: "w2" }]);
  });
});

describe("a client without a number that names somebody", () => {
  it.each([
    ["", "missing_identity"],
    ["   ", "missing_identity"],
    [null, "missing_identity"],
    ["V", "invalid_identity"],
    ["000", "invalid_identity"],
    ["12345678/87654321", "invalid_identity"],
    ["no tiene", "invalid_identity"],
  ])("as %j is skipped with its reason and matches nobody", async (number, reason) => {
    await addUser(room, { name: "Sin cédula" });
    const { job, counts } = await syncOf([client("w1", number)]);
    expect(counts).toEqual({ ...NONE, skipped: 1 });
    expect(await room.report(job)).toMatchObject([{ outcome: "skipped", reason, idWispro: "w1" }]);
    expect(await users()).toMatchObject([{ name: "Sin cédula", idWispro: null }]);
  });

  it("is taken all the same when its Wispro id is known", async () => {
    await addUser(room, { id_wispro: "w1", identity: "V123" });
    const { counts } = await syncOf([client("w1", "", { name: "Con id" })]);
    expect(counts).toEqual({ ...NONE, updated: 1 });
    expect(await users()).toMatchObject([{ name: "Con id", identity: "V123" }]);
  });

  it("and two of them are two skipped clients, not one person", async () => {
    const { counts } = await syncOf([client("w1", ""), client("w2", "")]);
    expect(counts).toEqual({ ...NONE, skipped: 2 });
  });
});

describe("a conflict is reported and changes nothing", () => {
  it("where Wispro's id and the number mean two users", async () => {
    const a = await addUser(room, { id_wispro: "w1", identity: "V1", name: "A" });
    const b = await addUser(room, { identity: "V22", name: "B" });
    const { job, counts } = await syncOf([client("w1", "V-22")]);
    expect(counts).toEqual({ ...NONE, conflicts: 1 });
    expect(await users()).toMatchObject([{ name: "A", identity: "V1" }, { name: "B", idWispro: null }]);
    expect(await room.report(job)).toMatchObject([{ outcome: "conflict", reason: "two_users", detail: { user_ids: [a, b] } }]);
  });

  it("where the number's user belongs to another client", async () => {
    const a = await addUser(room, { id_wispro: "w0", identity: "V1234567", name: "A" });
    const { job, counts } = await syncOf([client("w1", "V-1.234.567")]);
    expect(counts).toEqual({ ...NONE, conflicts: 1 });
    expect(await users()).toMatchObject([{ name: "A", idWispro: "w0" }]);
    expect((await room.report(job)).map(({ reason }) => reason)).toEqual(["user_claimed", "gone"]);
    expect(await room.db`select id_wispro, user_ids from wispro_conflicts`).toEqual([{ id_wispro: "w1", user_ids: [a] }]);
  });

  it.each([1, 100])("where two clients claim one number, %d to a page", async (perPage) => {
    room.simulator.control.settings.perPageClamp = perPage;
    const { job, counts } = await syncOf([client("w1", "V-5"), client("w2", "5"), client("w3", "V-6")]);
    expect(counts).toEqual({ ...NONE, created: 2, conflicts: 1 });
    const [first] = await room.db<{ id: number }[]>`select id from users where id_wispro = 'w1'`;
    expect(await room.report(job)).toMatchObject([{ reason: "user_claimed", idWispro: "w2", detail: { user_ids: [first!.id] } }]);
  });

  it("and is gone from the list once a run does not meet it", async () => {
    await addUser(room, { id_wispro: "w0", identity: "V1" });
    await syncOf([client("w0", "V-1"), client("w1", "V-1")]);
    expect(await room.db`select 1 from wispro_conflicts`).toHaveLength(1);
    await syncOf([client("w0", "V-1"), client("w1", "V-9")]);
    expect(await room.db`select 1 from wispro_conflicts`).toHaveLength(0);
  });
});

describe("what a run writes", () => {
  it("is name, e-mail, phones, address, city, zone and a code, and nothing of the login secret", async () => {
    await syncOf([
      client("w1", "V-1", { name: " Begon\u0303a 📡 ", email: "a@b.example", phone: "0261-7591234", phone_mobile: "llamar de noche", address: "Calle 1", city: "Mérida", zone_name: "Sector 5", link_mobile_login: "https://x/secret-1" }),
    ]);
    const [row] = await room.db`select * from users`;
    expect(row).toMatchObject({
      name: "Begoña 📡", email: "a@b.example", phone: "+582617591234", phone_raw: null, phone_mobile: null, phone_mobile_raw: "llamar de noche",
      address: "Calle 1", city: "Mérida", zone: "Sector 5", role: "subscriber", login_email: null, code: expect.stringMatching(/^C\d{8}$/),
    });
    expect(JSON.stringify(row)).not.toContain("secret");
  });

  it("shares an e-mail where a family shares it", async () => {
    const { counts } = await syncOf([client("w1", "V-1", { email: "familia@x.example" }), client("w2", "V-2", { email: "familia@x.example" })]);
    expect(counts).toEqual({ ...NONE, created: 2 });
  });

  it("is nothing where nothing changed, and only the changed user where one did", async () => {
    const list = [client("w1", "V-1"), client("w2", "V-2")];
    await syncOf(list);
    const versions = () => room.db`select id, xmin::text from users order by id`;
    const before = await versions();
    expect((await syncOf(list)).counts).toEqual({ ...NONE, unchanged: 2 });
    expect(await versions()).toEqual(before);
    expect((await syncOf([list[0]!, { ...list[1], address: "Otra" }])).counts).toEqual({ ...NONE, updated: 1, unchanged: 1 });
    expect((await versions())[0]).toEqual(before[0]);
  });

  it("is written again where somebody changed it here, though Wispro says the same", async () => {
    const list = [client("w1", "V-1", { city: "Mérida" }), client("w2", "V-2", { city: "Mérida" })];
    await syncOf(list);
    await room.db`update users set city = 'Otra' where id_wispro = 'w1'`;
    await room.db`update users set failed_sign_ins = 1 where id_wispro = 'w2'`;
    expect((await syncOf(list)).counts).toEqual({ ...NONE, updated: 1, unchanged: 1 });
    expect(await room.db`select city from users where wispro_digest is not null`).toEqual([{ city: "Mérida" }, { city: "Mérida" }]);
  });

  it("follows Wispro again once a field is not pinned any more, though Wispro says the same", async () => {
    const list = [client("w1", "V-1", { city: "Mérida" })];
    await addUser(room, { identity: "V1", pinned: ["city"] });
    await syncOf(list);
    expect(await room.db`select city from users`).toEqual([{ city: null }]);
    await room.db`update users set pinned = '{}'`;
    expect((await syncOf(list)).counts).toEqual({ ...NONE, updated: 1 });
    expect(await room.db`select city from users`).toEqual([{ city: "Mérida" }]);
  });

  it("is not written where only a field that is not used changed, and a client that comes back as it was is unchanged", async () => {
    await syncOf([client("w1", "V-1")]);
    expect((await syncOf([client("w1", "V-1", { state: "Zulia", updated_at: "2026-01-01T00:00:00.000Z" })])).counts).toEqual({ ...NONE, unchanged: 1 });
    await addUser(room, { identity: "V22", name: "Otra" });
    expect((await syncOf([client("w1", "V-22")])).counts).toEqual({ ...NONE, conflicts: 1 });
    expect((await syncOf([client("w1", "V-1")])).counts).toEqual({ ...NONE, unchanged: 1 });
  });

  it("leaves pinned fields, role and password as they are", async () => {
    const id = await addUser(room, { identity: "V1", name: "Nombre fijado", email: "propio@x.example", pinned: ["name", "email"], role: "operator" });
    await room.db`insert into accounts (account_id, provider_id, user_id, password) values (${String(id)}, 'credential', ${id}, 'scrypt-hash')`;
    const { counts } = await syncOf([client("w1", "V-1", { email: "de.wispro@x.example", city: "Cumaná" })]);
    expect(counts).toEqual({ ...NONE, updated: 1 });
    expect(await room.db`select u.name, email, city, role, initial_credential, password from users u join accounts on user_id = u.id`).toEqual([
      { name: "Nombre fijado", email: "propio@x.example", city: "Cumaná", role: "operator", initial_credential: null, password: "scrypt-hash" },
    ]);
  });

  it("keeps the zone that an older dump leaves out", async () => {
    await syncOf([client("w1", "V-1", { zone_name: "Centro" })]);
    expect((await syncOf([client("w1", "V-1", { zone_name: undefined })])).counts).toEqual({ ...NONE, unchanged: 1 });
  });

  it("does not delete who is gone from Wispro, but lists them", async () => {
    await syncOf([client("w1", "V-1"), client("w2", "V-2")]);
    const { job } = await syncOf([client("w1", "V-1")]);
    expect(await users()).toHaveLength(2);
    expect(await room.report(job)).toMatchObject([{ outcome: "gone", idWispro: "w2" }]);
    expect(job.counters.gone).toBe(1);
  });
});

describe("a bad record costs only itself", () => {
  it("when it is malformed, with or without an id", async () => {
    const { job, counts } = await syncOf([client("w1", "V-1"), client("w2", "V-2", { id: 7 }), client("w3", "V-3", { name: ["x"] }), client("w4", "V-4")]);
    expect(counts).toEqual({ ...NONE, created: 2, errors: 2 });
    expect((await room.report(job)).map(({ reason, outcome }) => [reason, outcome])).toEqual([["malformed", "error"], ["malformed", "error"]]);
  });

  it("when the database refuses it", async () => {
    await room.db.unsafe("alter table users add constraint no_gatos check (name <> 'Gato')");
    try {
      const { job, counts } = await syncOf([client("w1", "V-1"), client("w2", "V-2", { name: "Gato" }), client("w3", "V-3")]);
      expect(counts).toEqual({ ...NONE, created: 2, errors: 1 });
      expect(await room.report(job)).toMatchObject([{ reason: "rejected", idWispro: "w2", detail: { why: "SQLSTATE 23514" } }]);
    } finally {
      await room.db.unsafe("alter table users drop constraint no_gatos");
    }
  });

  it("when it is a new client without a name", async () => {
    const { job } = await syncOf([client("w1", "V-1", { name: "" })]);
    expect(await room.report(job)).toMatchObject([{ outcome: "skipped", reason: "missing_name" }]);
  });
});

describe("a list that moves while it is read", () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => client(`w${n}`, `V-${n + 1}`));

  it("counts a client that comes twice once, and finds the one that was pushed off", async () => {
    room.simulator.control.settings.perPageClamp = 10;
    room.list(many(35));
    room.simulator.control.addFault({ fault: { kind: "moved_rows", rows: 3 }, page: 2 });
    const job = await room.sync();
    expect(job).toMatchObject({ status: "completed", total: 35, processed: 35, counters: { created: 35, repeated: 3 + 32, passes: 1 } });
    expect(await users()).toHaveLength(35);
  });

  it("is read again after a page that came short", async () => {
    room.simulator.control.settings.perPageClamp = 10;
    room.list(many(25));
    room.simulator.control.addFault({ fault: { kind: "short_page", rows: 4 }, page: 1 });
    expect(await room.sync()).toMatchObject({ status: "completed", processed: 25, counters: { created: 25, passes: 1 } });
  });

  it("and never gives all it speaks of is a failed run, not a success with fewer", async () => {
    room.simulator.control.settings.perPageClamp = 10;
    room.list(many(25));
    room.simulator.control.addFault({ fault: { kind: "short_page", rows: 1 }, page: 2, times: "always" });
    expect(await room.sync()).toMatchObject({ status: "failed", error: "wispro_incomplete" });
  });

  it("may have no client at all", async () => {
    const { job } = await syncOf([]);
    expect(job).toMatchObject({ status: "completed", total: 0 });
  });
});
