import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXPORT_COLUMNS, exportUsers } from "./export-users";
import { matches, matchesEach } from "./filter";
import { listUsers } from "./list-users";
import { listUsersQuery, userSchema } from "./schemas";
import { wordsOf } from "./search-words";
import { seedDemo } from "@/drizzle/seed";
import { keyActor, rolledBack, testContext } from "@/lib/db/testing";
import type { CsvPart } from "@/lib/http/csv";
import { ownDatabase } from "@/worker/testing";

const USERS = 4500;
let own: Awaited<ReturnType<typeof ownDatabase>>;

beforeAll(async () => {
  own = await ownDatabase();
  await seedDemo(own.db, { clientes: 20, leads: 0, users: USERS, contacts: 100 });
}, 120_000);

afterAll(() => own.drop());

const asked = (query: Record<string, string>) => listUsersQuery.parse(query);
const list = (query: Record<string, string>, role: Parameters<typeof keyActor>[0] = "viewer") => listUsers(testContext(own.db, keyActor(role)), asked(query));

const textOf = (part: CsvPart) => Buffer.from(part.take()).toString();

async function exported(query: Record<string, string>): Promise<Record<string, string>[]> {
  let text = "";
  for await (const part of exportUsers(testContext(own.db, keyActor("viewer")), asked(query))) text += textOf(part);
  return parse(text, { columns: true });
}

describe("the list of users", () => {
  it("says how many there are, and begins with the newest", async () => {
    const { items, pagination } = await list({});
    expect(pagination).toMatchObject({ page: 1, per_page: 10, total: USERS, total_pages: USERS / 10, has_next: true, has_prev: false });
    expect(items.map(({ id }) => id)).toEqual([...items.map(({ id }) => id)].sort((a, b) => b - a));
  });

  it("leaves whom the filters name, together too", async () => {
    const zone = (await list({ role: "subscriber" })).items[0]!.zone!;
    const { items, pagination } = await list({ active_only: "true", role: "subscriber", zone, per_page: "100" });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every((user) => user.active && user.role === "subscriber" && user.zone === zone)).toBe(true);
    const [row] = await own.db<{ n: number }[]>`select count(*) as n from users where active and role = 'subscriber' and zone = ${zone}`;
    expect(pagination.total).toBe(row!.n);
  });

  it("finds a person by a part of the name without its accents, and by a telephone", async () => {
    const [person] = (await list({ search: "gonzalez" })).items;
    expect(person!.name).toContain("González");
    const byPhone = await list({ search: person!.phone_mobile! });
    expect(byPhone.items.map(({ id }) => id)).toContain(person!.id);
  });

  it("is in the order that people look a name up in: capitals, accents and signs count for nothing", () =>
    rolledBack(async ({ db }) => {
      const given = ["Zulay Rincón", "ángel de la Cruz", "Ángel Díaz", "ÁNGELA", "José Pérez", "jose-luis Abad", "Ñusta", "Nicolás"];
      await db`insert into users (name, role, zone) select name, 'subscriber', 'Orden' from unnest(${given}::text[]) name`;
      const names = async (sort: string) => (await listUsers(testContext(db, keyActor("viewer")), asked({ zone: "Orden", sort }))).items.map(({ name }) => name);
      const inOrder = ["ángel de la Cruz", "Ángel Díaz", "ÁNGELA", "jose-luis Abad", "José Pérez", "Nicolás", "Ñusta", "Zulay Rincón"];
      expect(await names("name")).toEqual(inOrder);
      expect(await names("-name")).toEqual(inOrder.reverse());
    }));

  it.each(["gonzalez", "mar", "ma", "josé", "jose luis", "correo", "c0", "C00001", "0414", "414555", "+58 414", "7", "x-9", "100%", "a\\b", "o'neil", "3m", "ñ", "á", "é.e", "nobody"])(
    "is the same whether %s is tested of each user or asked of the index", (search) =>
      rolledBack(async ({ db }) => {
        await db`
          insert into users (name, role, email, wispro_number, phone, code) values
            ('José Á. Núñez', 'subscriber', 'JOSÉ.é@Correo.example', 'X-9', '+584145550000', null), ('a\\b 100% O''Neil', 'subscriber', null, 'AB-7', null, null), ('3M de Venezuela', 'subscriber', 'ñandu_7@x.example', '100%', null, null)`;
        const words = wordsOf(search);
        const [row] = await db`
          select array_agg(u.id order by u.id) filter (where ${matches(db, words)}) as index, array_agg(u.id order by u.id) filter (where ${matchesEach(db, words)}) as each from users u`;
        expect(row!.each).toEqual(row!.index);
      }),
  );

  it("never shows an identity number whole, nor finds a customer by a part of it", async () => {
    const [person] = (await list({ role: "subscriber" })).items;
    expect(person!.identity).toMatch(/^V-…\d{3}$/);
    const [row] = await own.db<{ identity: string }[]>`select identity from users where id = ${person!.id}`;
    expect((await list({ search: row!.identity.slice(1, 7) })).items.map(({ id }) => id)).not.toContain(person!.id);
    expect(JSON.stringify(await list({ per_page: "100" }))).not.toMatch(/initial_credential|password|failed_sign_ins/);
  });

  it("is for those who may read users", async () => {
    await expect(list({}, "cliente")).rejects.toMatchObject({ code: "forbidden" });
  });

  it.each(["-created_at", "created_at", "name", "-name"])("is exported whole, each user once and in order, over several batches: %s", async (sort) => {
    const rows = await exported({ sort });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(USERS);
    const firstPages = (await list({ sort, per_page: "100" })).items.map(({ id }) => String(id));
    expect(rows.slice(0, 100).map(({ id }) => id)).toEqual(firstPages);
  });

  it("is exported with the columns of the list, its text kept whole, nothing that a spreadsheet would run", async () => {
    expect(EXPORT_COLUMNS).toEqual(Object.keys(userSchema.shape));
    const odd = ["=2+2", "-1+cmd|' /C calc'!A0", `O'Neil, "Pepe"`, "two\nlines", "+58 414-555 12.34"];
    await own.db`
      insert into users (name, role, zone, identity, pinned, phone)
      select name, 'subscriber', 'Odd', 'V' || 9000000 + n, '{name,zone}', '+584145551234' from unnest(${odd}::text[]) with ordinality odd (name, n)`;
    const rows = await exported({ zone: "Odd", sort: "created_at" });
    expect(rows.map(({ name }) => name)).toEqual(["'=2+2", "'-1+cmd|' /C calc'!A0", ...odd.slice(2)]);
    const [first] = (await list({ zone: "Odd", sort: "created_at" })).items;
    expect(rows[0]).toMatchObject({ id: String(first!.id), active: "true", identity: first!.identity, pinned: '["name","zone"]', phone: "+584145551234", city: "", created_at: first!.created_at });
    await own.db`delete from users where zone = 'Odd'`;
    expect(await exported({ zone: "Nowhere" })).toEqual([]);
  });

  it("gives its first lines before the last are read", async () => {
    const reading = exportUsers(testContext(own.db, keyActor("viewer")), asked({}));
    const first = textOf((await reading.next()).value as CsvPart);
    const [newest] = (await list({})).items;
    expect(first.split("\n")[1]).toMatch(new RegExp(`^${newest!.id},`));
    await own.db`update users set city = 'After the first lines' where id = (select min(id) from users)`;
    let rest = "";
    for await (const part of reading) rest += textOf(part);
    expect(rest).toContain("After the first lines");
  });
});

it("the demo data are of the size that was asked for", async () => {
  const [row] = await own.db<{ users: number; contacts: number; identities: number }[]>`
    select (select count(*) from users) as users, (select count(*) from contacts) as contacts, (select count(distinct identity) from users where role = 'subscriber') as identities`;
  expect(row).toMatchObject({ users: USERS, contacts: 100 });
  expect(row!.identities).toBeGreaterThan(USERS * 0.9);
});
