import { afterAll, beforeAll, expect, it } from "vitest";
import { foldUserCounts } from "./count-users";
import { listUsers } from "./list-users";
import { listUsersQuery } from "./schemas";
import { keyActor, testContext } from "@/lib/db/testing";
import { ownDatabase } from "@/worker/testing";

let own: Awaited<ReturnType<typeof ownDatabase>>;

beforeAll(async () => {
  own = await ownDatabase();
}, 60_000);
afterAll(() => own.drop());

const FILTERS = ["", "role=operator", "active=false", "zone=Zona%201", "zone=Zona%201&active=true", "role=subscriber&active=false"];

/** The counts that are kept beside those of the rows themselves. */
async function compare(): Promise<void> {
  const rows = await own.db<{ id: number; name: string; role: string; active: boolean; zone: string | null }[]>`select id, name, role, active, zone from users order by id desc`;
  const byName = [...rows].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
  const orders = { "-created_at": rows, created_at: [...rows].reverse(), name: byName, "-name": [...byName].reverse() };
  for (const filter of FILTERS) {
    for (const [sort, ordered] of Object.entries(orders)) await comparePages(new URLSearchParams(filter), sort, ordered);
  }
}

async function comparePages(asked: URLSearchParams, sort: string, rows: { id: number; role: string; active: boolean; zone: string | null }[]): Promise<void> {
  const matching = rows.filter((row) =>
    (!asked.has("role") || row.role === asked.get("role")) && (!asked.has("zone") || row.zone === asked.get("zone")) &&
    (!asked.has("active") || String(row.active) === asked.get("active")));
  const list = (page: number) => listUsers(testContext(own.db, keyActor("viewer")), listUsersQuery.parse({ ...Object.fromEntries(asked), sort, page, per_page: 100 }));
  const last = Math.max(1, Math.ceil(matching.length / 100));
  for (const page of new Set([1, 2, Math.ceil(last / 2), last, last + 1])) {
    const { items, pagination } = await list(page);
    expect(pagination.total, `${asked} ${sort}`).toBe(matching.length);
    expect(items.map(({ id }) => id), `${asked} ${sort} page ${page}`).toEqual(matching.slice((page - 1) * 100, page * 100).map(({ id }) => id));
  }
}

const add = (from: number, count: number) => own.db`
  insert into users (id, name, role, active, zone)
  select n, 'Persona ' || n, case when n % 50 = 0 then 'operator' else 'subscriber' end, n % 7 > 0, case when n % 4 > 0 then 'Zona ' || n % 4 end
  from generate_series(${from}::int, ${from + count - 1}::int) n`;

it("totals and pages are those of the rows after inserts, changes and deletions, folded or not", async () => {
  await add(1, 9_000);
  await add(70_000, 3_000);
  await compare();
  await own.db`update users set active = not active, zone = 'Zona 1' where id % 3 = 0`;
  await own.db`update users set role = 'operator' where id % 90 = 1`;
  await own.db`delete from users where id between 2000 and 5000`;
  await own.db`update users set name = 'Ana ' || id where id % 11 = 0`;
  await compare();
  await foldUserCounts(own.db);
  await compare();
  const [row] = await own.db<{ all: number; distinct: number }[]>`select count(*) as all, count(distinct (zone, bucket, role, active)) as distinct from user_counts`;
  expect(row!.all).toBe(row!.distinct);
});

it("runs of names are made when there are many users, and stay right as names, zones and roles change around them", async () => {
  const [made] = await own.db<{ names: string[] }[]>`select names from user_name_runs`;
  expect(made!.names.length).toBeGreaterThan(0);
  await own.db`update users set name = 'Zoila ' || id, zone = 'Zona 2' where id % 13 = 0`;
  await own.db`update users set role = 'operator', zone = null where id % 17 = 0`;
  await own.db`delete from users where id % 19 = 0`;
  await add(90_000, 500);
  await compare();
  await foldUserCounts(own.db);
  await compare();
  const [row] = await own.db<{ changes: number; all: number; distinct: number }[]>`
    select (select count(*) from user_name_changes) as changes, count(*) as all, count(distinct (zone, run, role, active)) as distinct from user_name_counts`;
  expect(row).toMatchObject({ changes: 0, all: row!.distinct });
});

it("a name that many have is a run of its own, however many", async () => {
  await own.db`insert into users (id, name, role, zone) select n, 'SIN NOMBRE', 'subscriber', 'Zona 1' from generate_series(100_000, 125_000) n`;
  await foldUserCounts(own.db);
  await foldUserCounts(own.db);
  await compare();
  await own.db`delete from users where name = 'SIN NOMBRE'`;
});

it("two who write at the same time neither wait for each other nor lose a count, while both are folded", async () => {
  const writers = Array.from({ length: 8 }, (_, n) => async () => {
    for (let round = 0; round < 10; round++) {
      await add(200_000 + n * 10_000 + round * 100, 100);
      await own.db.begin(async (tx) => {
        await tx`update users set zone = 'Zona 1' where id = ${200_000 + n * 10_000 + round * 100}`;
        await tx`update users set active = false, name = 'Beatriz' where id = ${200_001 + n * 10_000 + round * 100}`;
      });
    }
  });
  const folders = Array.from({ length: 2 }, () => async () => {
    for (let round = 0; round < 10; round++) await foldUserCounts(own.db);
  });
  await Promise.all([...writers, ...folders].map((run) => run()));
  await compare();
});

it("an empty table counts none", async () => {
  await own.db`truncate users cascade`;
  await compare();
});
