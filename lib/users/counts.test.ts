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
  const rows = await own.db<{ id: number; role: string; active: boolean; zone: string | null }[]>`select id, role, active, zone from users order by id desc`;
  for (const filter of FILTERS) {
    const asked = new URLSearchParams(filter);
    const matching = rows.filter((row) =>
      (!asked.has("role") || row.role === asked.get("role")) && (!asked.has("zone") || row.zone === asked.get("zone")) &&
      (!asked.has("active") || String(row.active) === asked.get("active")));
    const list = (page: number) => listUsers(testContext(own.db, keyActor("viewer")), listUsersQuery.parse({ ...Object.fromEntries(asked), page, per_page: 100 }));
    const last = Math.max(1, Math.ceil(matching.length / 100));
    for (const page of new Set([1, 2, Math.ceil(last / 2), last, last + 1])) {
      const { items, pagination } = await list(page);
      expect(pagination.total).toBe(matching.length);
      expect(items.map(({ id }) => id)).toEqual(matching.slice((page - 1) * 100, page * 100).map(({ id }) => id));
    }
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
  await compare();
  await foldUserCounts(own.db);
  await compare();
  const [row] = await own.db<{ all: number; distinct: number }[]>`select count(*) as all, count(distinct (zone, bucket, role, active)) as distinct from user_counts`;
  expect(row!.all).toBe(row!.distinct);
});

it("two who write at the same time neither wait for each other nor lose a count, while both are folded", async () => {
  const writers = Array.from({ length: 8 }, (_, n) => async () => {
    for (let round = 0; round < 10; round++) {
      await add(200_000 + n * 10_000 + round * 100, 100);
      await own.db.begin(async (tx) => {
        await tx`update users set zone = 'Zona 1' where id = ${200_000 + n * 10_000 + round * 100}`;
        await tx`update users set active = false where id = ${200_001 + n * 10_000 + round * 100}`;
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
